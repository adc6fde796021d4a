"""Links: which addresses texts lead to, and whether anything is still there."""
