"""Let key dates and their tasks follow what was changed: the dates themselves, or the units."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.prepare.plans import services
from sizao.prepare.plans.facts import KeyDateChanged
from sizao.registry.changes.facts import UnitChangeStepped

JOB = Actor.system("plans: duties of key dates")


def on_date_changed(facts: Sequence[KeyDateChanged], *, now: dt.datetime) -> None:
    """Take back what no longer holds, then open what is near."""
    services.take_back_duties(actor=JOB, now=now, changed=facts)
    services.open_duties(actor=JOB, now=now)


def on_unit_change(facts: Sequence[UnitChangeStepped], *, now: dt.datetime) -> None:
    """Give the dates of split and merged units to those that took over; tasks follow the schools to their new place."""
    applied = [one for one in facts if one.step == "APPLIED"]
    if applied:
        services.follow_units(actor=JOB, now=now, changed=applied)
