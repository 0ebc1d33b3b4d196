"""群机器人: a unit's own way to its group chat; address and secret are encrypted, no name leaves."""
