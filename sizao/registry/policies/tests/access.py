"""Who meets what at rules and the calendar: everyone reads, leaders and offices set."""

import datetime as dt

from sizao.registry.policies import services
from tests.access.rules import anywhere, everyone, holders, row
from tests.access.world import JOB, Sample, World


def _is_provincial(actor, unit) -> bool:
    return any(grant.unit.level == "PROVINCE" for grant in actor.grants)


def _term(world: World, unit) -> Sample:
    # A unit's own terms replace those above it: one that holds today keeps today a school day.
    start = dt.date(2030, 3, 1) if unit.level == "PROVINCE" else world.day - dt.timedelta(days=60)
    term = services.add_term(
        actor=JOB, now=world.now, unit_id=unit.id, name="试", starts_on=start, ends_on=start + dt.timedelta(days=90)
    )  # fmt: skip
    return Sample({"term_id": term.id})


def _day(world: World, unit) -> Sample:
    day = dt.date(2030, 5, 6)
    services.set_days(actor=JOB, now=world.now, unit_id=unit.id, days=[day], kind="LOCAL_OFF", reason="试")
    return Sample({"day": day})


TERM = row("term", "policies.set", at="unit")
VALUE = row("policy value", "policies.view", at="any").writing("policies.set")

ROUTES = {
    "policies:home": everyone,
    "policies:calendar_home": everyone,
    "policies:calendar": anywhere("policies.view"),
    "policies:new_term": anywhere("policies.set"),
    "policies:term": TERM,
    "policies:remove_term": TERM,
    "policies:days": anywhere("policies.set"),
    "policies:remove_day": row("local day", "policies.set", at="unit"),
    "policies:national": holders("policies.import").but(when=_is_provincial),
    "policies:unit": anywhere("policies.view"),
    "policies:value": VALUE,
    "policies:reset": row("policy value", "policies.set", at="any"),
    "api:policies_get_plan": anywhere("policies.view"),
    "api:policies_set_value": row("policy value", "policies.set", at="any").but(
        body={"value": 20, "starts_on": "2026-11-24", "reason": "试"}
    ),
}

SAMPLES = {
    "term": _term,
    "local day": _day,
    "policy value": lambda world, unit: Sample({"key": "checks.reminder_minutes"}),
}
