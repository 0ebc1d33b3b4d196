"""Pages of rules and the school calendar."""
