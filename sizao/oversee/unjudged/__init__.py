"""无人可办的反映: concerns that nobody at a school may judge, answered by the office above."""
