"""督导指挥: command and supervision."""
