"""规则与日历: values set above, tightened below."""
