"""通知: short messages without names, kept for their reader and carried outside by channels."""
