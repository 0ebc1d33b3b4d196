"""筛查与自报: what others than the teacher see of a pupil, asked of the class's report and never counted beside it."""
