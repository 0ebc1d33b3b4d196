"""日报告打印件: who may look at a return may take it out, with a purpose."""

from sizao.core.pages import ModuleConfig


class PapersConfig(ModuleConfig):
    """日报告打印件: the return as an official form, the board of an office as a table."""

    name = "sizao.report.papers"
    label = "papers"
    title = "日报告打印件"
    mount = "daily/"
