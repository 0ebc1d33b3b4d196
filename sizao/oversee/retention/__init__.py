"""保存期限: what is kept how long, what would be deleted next, and what was."""
