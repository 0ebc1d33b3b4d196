"""情况反映: what anybody of a school saw of somebody else or a place, judged by the school doctor."""
