"""Pages of the daily return."""
