"""A guided tour of a demo: six steps over the real pages, from a class's zero report to the province."""
