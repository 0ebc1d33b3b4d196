"""名册导入: rosters by file."""
