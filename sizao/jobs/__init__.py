"""The timetable: what the machine does and when."""
