"""早发现: find illness early."""
