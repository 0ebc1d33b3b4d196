"""Pages of changes of units (`units`) and of the new school year (`years`)."""
