"""消毒通风: the plan of every place, and what was done of it each day."""
