"""Changes of units that take effect on a day: rename, move, split, merge; what units were before."""
