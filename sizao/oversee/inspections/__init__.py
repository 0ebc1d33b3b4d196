"""场所检查: places looked at by a checklist, and what was found wrong followed until it is closed."""
