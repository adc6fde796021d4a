"""Making drafts of what stands in files."""
