"""场所: where people of a school are, as a tree: campus, building, floor, room; and what is checked there."""
