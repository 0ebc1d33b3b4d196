"""基础底册: who and what exists."""
