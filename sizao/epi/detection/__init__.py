"""Detection of outbreaks in series of counts: every method judges all series of a (days, series) array at once."""
