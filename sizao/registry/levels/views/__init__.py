"""Pages of response levels."""
