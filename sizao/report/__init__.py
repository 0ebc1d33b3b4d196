"""早报告: report it upward in time."""
