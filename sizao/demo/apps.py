"""Installs the demo: in a demo installation the clock starts at a school morning, and pages offer a tour."""

import datetime as dt

from django.conf import settings

from sizao.core.pages import ModuleConfig


class DemoConfig(ModuleConfig):
    """Shifts the clock of a demo installation; does nothing in any other."""

    name = "sizao.demo"
    label = "demo"
    title = "演示"
    mounts = (("tour/", "sizao.demo.tour.urls"), ("replays/", "sizao.demo.replays.urls"))

    def register(self) -> None:
        """Use the demo's clock where the flag stands; let stories be played as long work."""
        from sizao.core import clock
        from sizao.core.work import kinds
        from sizao.demo import flag
        from sizao.demo.replays import services as replays

        kinds.declare(replays.KINDS)
        found = flag.read(settings.SIZAO_HOME)
        if found is not None:
            offset = dt.timedelta(seconds=found.offset_seconds)
            clock.use_offset(lambda: offset)
