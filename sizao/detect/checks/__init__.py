"""晨午晚检: the check of each group, by exception, with the zero report."""
