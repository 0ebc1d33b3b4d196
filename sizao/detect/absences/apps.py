"""因病缺勤追查: rights, the kind of task, the reaction to reports."""

from collections.abc import Callable

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig


class AbsencesConfig(ModuleConfig):
    """因病缺勤追查: every absence has its cause by the evening."""

    name = "sizao.detect.absences"
    label = "absences"
    title = "因病缺勤追查"
    mount = "checks/absences/"
    permissions = (Permission("absences.follow", "跟进缺勤", ()),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.absences import handlers
        from sizao.detect.checks.facts import CheckSubmitted

        return {CheckSubmitted: [handlers.trace_absences]}

    def register(self) -> None:
        from sizao.core.tasks import kinds
        from sizao.detect.absences import services

        kinds.register(services.TRACE)
