"""长任务: work of the machine that takes longer than a page may wait, with stages, progress, an end and a notice."""
