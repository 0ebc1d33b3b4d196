"""预案与计划: key dates with countdown."""
