"""Installs the demo: in a demo installation the clock starts at a school morning."""

import datetime as dt

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """Shifts the clock of a demo installation; does nothing in any other."""

    name = "sizao.demo"
    label = "demo"

    def ready(self) -> None:
        from sizao.core import clock
        from sizao.demo import flag

        found = flag.read(settings.SIZAO_HOME)
        if found is not None:
            offset = dt.timedelta(seconds=found.offset_seconds)
            clock.use_offset(lambda: offset)
