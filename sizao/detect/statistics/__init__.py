"""统计监测: each unit against its own past, beside the rules."""
