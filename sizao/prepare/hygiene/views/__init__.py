"""Pages of hygiene."""
