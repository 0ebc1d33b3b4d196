"""Units from the province to the class."""
