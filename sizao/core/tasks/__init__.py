"""任务: work for a person with a deadline, done in a closed loop."""
