"""The API as a whole: its edge, its document, and what a machine sends it at random."""
