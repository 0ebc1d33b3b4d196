"""The access sweep: every page and operation, every role, own and foreign places."""
