"""Long work: its pages, and the notice at its end."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig


class WorkConfig(ModuleConfig):
    """长任务: started in a request, done by the worker."""

    name = "sizao.core.work"
    label = "work"
    title = "长任务"
    mount = "jobs/"
    permissions = (Permission("work.run", "执行长任务", ()),)

    def register(self) -> None:
        from sizao.core.notify import templates
        from sizao.core.work import running

        templates.declare(running.TEMPLATES)
