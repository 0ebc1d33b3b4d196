"""A gateway of the authority's own as a channel."""
