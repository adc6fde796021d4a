"""The editors' board: every article by where it stands, what to do with it, and its story."""
