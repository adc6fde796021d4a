"""Whether what we cite still stands: what sources say of it, and what a person confirmed."""
