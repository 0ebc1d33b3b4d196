"""Pages of screening: a guardian's message and what became of it, and the card of the day."""
