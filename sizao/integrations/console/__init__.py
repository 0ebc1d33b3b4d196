"""The console of a demo as a channel."""
