"""重点人群: people who need a measure."""
