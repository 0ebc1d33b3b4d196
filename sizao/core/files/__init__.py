"""文件: what is uploaded is looked at before it is kept, and read cell by cell without surprises."""
