"""社区联防: the street or community of a school, and what is asked of it."""
