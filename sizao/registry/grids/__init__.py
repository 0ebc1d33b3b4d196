"""网格: every person of a school in a cell, every cell with someone who answers for it."""
