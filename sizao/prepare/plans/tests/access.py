"""Who meets what at key dates: everyone reads those of their units, leaders and officers set their own."""

import datetime as dt

from sizao.prepare.plans import services
from sizao.prepare.plans.rules import NewDate
from tests.access.rules import anywhere, everyone, row
from tests.access.world import JOB, Sample, World


def _date(world: World, unit) -> Sample:
    new = NewDate("EXAM", "期中考试", world.day + dt.timedelta(days=20), ("SCHOOL_LEADER",), 7)
    made = services.set_date(actor=JOB, now=world.now, unit_id=unit.id, new=new)
    return Sample({"unit_id": unit.id, "date_id": made.id})


ROUTES = {
    "plans:home": everyone,
    "plans:dates": anywhere("plans.view"),
    "plans:new_date": anywhere("plans.set_dates"),
    "plans:change_date": row("key date", "plans.set_dates", at="unit"),
    "plans:withdraw_date": row("key date", "plans.set_dates", at="unit"),
}

SAMPLES = {"key date": _date}
