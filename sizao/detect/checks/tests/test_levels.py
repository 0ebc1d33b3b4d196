"""Slots under a response level: they ask more at once, of the schools meant and of no others."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.checks.models import Slot
from sizao.registry.changes import services as changes
from sizao.registry.changes.services import Plan
from sizao.registry.levels import queries
from sizao.registry.levels import services as levels

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def order(now):
    def put(unit_id: int, level: str, bundle: str = "") -> None:
        end = now.date() + dt.timedelta(days=7)
        wanted = queries.Order(level, bundle or f"CN-{level}", now.date(), end, "流感季")
        levels.order_response(actor=JOB, now=now, unit_id=unit_id, order=wanted)

    return put


def test_slots_ask_more_at_once(cast, now, order):
    evening = now.replace(hour=19)
    checks.open_slots(actor=JOB, now=now, day=now.date())
    order(COUNTY, "II")
    checks.open_slots(actor=JOB, now=evening, day=now.date())

    rows = Slot.objects.whole_tree(reason="test").filter(day=now.date(), session="EVENING")
    whole = set(rows.filter(boarders_only=False).values_list("group_id", flat=True))
    assert {group.id for group in cast.school.classes} <= whole
    assert not whole & {group.id for group in cast.foreign_school.classes}


def test_slots_follow_a_measure_for_some_kinds_of_school_only(cast, now, order):
    line = queries.Line("checks.sessions.day_pupil", ["EVENING"], boarding=("B",))
    bundle = levels.NewBundle("住宿学校加晚检", [line], "教防〔2026〕1号", now.date())
    levels.name_bundle(actor=JOB, now=now, unit_id=COUNTY, bundle=bundle)
    order(COUNTY, "IV", bundle=f"{COUNTY}-B1")
    checks.open_slots(actor=JOB, now=now.replace(hour=19), day=now.date())

    rows = Slot.objects.whole_tree(reason="test").filter(day=now.date(), session="EVENING", boarders_only=False)
    groups = set(rows.values_list("group_id", flat=True))
    assert {group.id for group in cast.school.classes} <= groups
    assert not groups & {group.id for group in cast.neighbor_school.classes}


def test_slots_of_a_county_split_off_ask_as_much_from_its_first_day(cast, now, order):
    order(COUNTY, "II")
    midnight = now.replace(hour=0, minute=1) + dt.timedelta(days=1)
    part = {"part_ids": (cast.neighbor_school.id,), "name": "新湖区", "code": "430199"}
    plan = Plan("SPLIT", COUNTY, midnight.date(), "湘政函〔2026〕1号", **part)
    change_id = changes.plan_change(actor=cast.actor("admin", now), now=now, plan=plan)

    changes.apply_change(actor=JOB, now=midnight, change_id=change_id)
    checks.open_slots(actor=JOB, now=midnight.replace(hour=19), day=midnight.date())

    rows = Slot.objects.whole_tree(reason="test").filter(day=midnight.date(), session="EVENING", boarders_only=False)
    assert {group.id for group in cast.neighbor_school.classes} <= set(rows.values_list("group_id", flat=True))
