"""Prospective scans: which group of units and which last days stand out most, counted once for all looked at."""
