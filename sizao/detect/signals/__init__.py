"""信号: every report is judged by every rule that applies there; the right people see what fired, why, until when."""
