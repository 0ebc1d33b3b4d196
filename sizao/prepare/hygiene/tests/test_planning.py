"""The plan of a school: who sets it, what is refused, what held before."""

import datetime as dt

import pytest

from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.prepare.hygiene import queries, services
from sizao.prepare.hygiene.rules import Numbers, WeakerThanSource
from sizao.prepare.hygiene.services import Wanted

pytestmark = pytest.mark.django_db
STRONGER = Wanted("DORM_ROOM", code="SURFACE", numbers=Numbers(2, 30, 500))


def plan(cast, built, now, kind: str, who: str = "health") -> dict[str, Numbers]:
    found = queries.list_plans(cast.actor(who, now), school_id=built.school_id, day=now.date())
    return {line.code: line.numbers for one in found if one.kind == kind for line in one.lines}


@pytest.fixture
def put(cast, now, built):
    def run(wanted: Wanted, *, who: str = "health", at: dt.datetime = now):
        return services.set_line(actor=cast.actor(who, at), now=at, school_id=built.school_id, wanted=wanted)

    return run


def test_plan_lists_the_kinds_that_the_school_has(cast, now, built):
    found = queries.list_plans(cast.actor("health", now), school_id=built.school_id, day=now.date())

    assert [(one.kind, one.place_count) for one in found] == [
        ("BUILDING", 2), ("CLASSROOM", 1), ("DORM_ROOM", 2), ("CANTEEN", 1), ("LIBRARY", 1), ("GATE", 1),
    ]  # fmt: skip


def test_school_sets_a_kind_tighter_and_takes_it_back(cast, now, built, put):
    made = put(STRONGER)
    assert plan(cast, built, now, "DORM_ROOM")["SURFACE"] == Numbers(2, 30, 500)
    assert plan(cast, built, now, "LIBRARY")["SURFACE"] == Numbers(1, 30, 250)

    services.retire_line(actor=cast.actor("health", now), now=now, school_id=built.school_id, setting_id=made)

    assert plan(cast, built, now, "DORM_ROOM")["SURFACE"] == Numbers(1, 30, 250)
    assert (
        AuditEntry.objects.whole_tree(reason="test")
        .filter(action="hygiene.plan.taken_back", object_id=str(made))
        .exists()
    )


def test_new_setting_replaces_the_one_before_and_the_past_keeps_it(cast, now, built, put):
    put(STRONGER)
    later = now + dt.timedelta(days=3)
    put(Wanted("DORM_ROOM", code="SURFACE", numbers=Numbers(3, 30, 500)), at=later)

    held = queries.list_settings(built.school_id, first=now.date())

    assert [(one.numbers.times, one.holds_on(now.date()), one.holds_on(later.date())) for one in held] == [
        (2, True, False), (3, False, True),
    ]  # fmt: skip


def test_setting_for_one_place_shows_beside_its_kind(cast, now, built, put):
    put(Wanted(place_id=built["201"], code="VENT", numbers=Numbers(4, 30)))

    found = queries.list_plans(cast.actor("health", now), school_id=built.school_id, day=now.date())
    rooms = next(one for one in found if one.kind == "DORM_ROOM")

    assert [(site.name, lines[0].numbers.times) for site, lines in rooms.particular] == [("201", 4)]
    assert rooms.lines[0].numbers.times == 3


@pytest.mark.parametrize("numbers", [Numbers(1, 30, 249), Numbers(1, 10, 500), Numbers()])
def test_weaker_than_the_text_is_refused_with_the_text(put, numbers):
    with pytest.raises(WeakerThanSource, match="有效氯250至500毫克"):
        put(Wanted("DORM_ROOM", code="SURFACE", numbers=numbers))


def test_national_line_is_done_every_day_and_only_where_it_is_asked(put, built):
    with pytest.raises(Invalid):
        put(Wanted("DORM_ROOM", code="SURFACE", numbers=Numbers(1, 30, 250), weekdays=(1,)))
    with pytest.raises(NotVisible):
        put(Wanted(place_id=built["南门"], code="VENT", numbers=Numbers(3, 30)))


def test_own_line_is_added_once(cast, now, built, put):
    wanted = Wanted("LIBRARY", work="AIR", what="阅览室空气", numbers=Numbers(1, 30), weekdays=(5,))
    made = put(wanted)

    with pytest.raises(Invalid, match="1"):
        put(wanted)
    assert plan(cast, built, now, "LIBRARY")[str(made)] == Numbers(1, 30)


def test_only_those_who_plan_set_lines_and_only_in_their_school(cast, now, built, put):
    for who in ("dorm", "doctor", "county"):
        with pytest.raises(Forbidden):
            put(STRONGER, who=who)
    with pytest.raises(NotVisible):
        put(STRONGER, who="neighbor_principal")
    with pytest.raises(NotVisible):
        put(Wanted(place_id=built.points["EXAM"], code="VENT", numbers=Numbers(3, 30)))


def test_county_reads_the_plan_of_its_schools(cast, now, built):
    assert plan(cast, built, now, "CANTEEN", "county")["TABLEWARE"] == Numbers(None, 15)
    assert plan(cast, built, now, "CANTEEN", "other_county") == {}
