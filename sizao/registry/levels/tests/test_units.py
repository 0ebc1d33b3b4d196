"""Levels when units are split, merged, moved and renamed: the stricter holds on, from the day, until its own date."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.notify.models import Notice
from sizao.core.tasks import services as task_services
from sizao.core.tasks.models import Task
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY
from sizao.registry.changes import queries as changes
from sizao.registry.changes import services as change_services
from sizao.registry.changes.rules import Plan
from sizao.registry.levels import queries, services
from sizao.registry.levels.models import Response
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

pytestmark = pytest.mark.django_db
JOB, DAY, NEW = Actor.system("test"), dt.timedelta(days=1), 430_199


@pytest.fixture
def order(now):
    def put(unit_id: int, level: str, *, first: int = 0, days: int = 7) -> Response:
        start = now.date() + first * DAY
        wanted = queries.Order(level, f"CN-{level}", start, start + days * DAY, "流感季")
        return services.order_response(actor=JOB, now=now, unit_id=unit_id, order=wanted)

    return put


@pytest.fixture
def changed(cast, now):
    """Plan a change for tomorrow and let tomorrow come: give its first minute, what was announced delivered."""

    def run(kind: str, unit_id: int, **named) -> dt.datetime:
        plan = Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)
        change_id = change_services.plan_change(actor=cast.actor("admin", now), now=now, plan=plan)
        dispatch.dispatch(now=now)
        midnight = now.replace(hour=0, minute=1) + DAY
        change_services.apply_change(actor=JOB, now=midnight, change_id=change_id)
        dispatch.dispatch(now=midnight)
        return midnight

    return run


def split(cast) -> dict:
    return {"part_ids": (cast.neighbor_school.id,), "name": "新湖区", "code": str(NEW)}


def level(unit_id: int, day: dt.date) -> tuple[str, int] | None:
    found = queries.find_strip(unit_by_id(unit_id), day)
    return (found.level, found.unit_id) if found is not None else None


def most_people(unit_id: int, day: dt.date) -> object:
    return policies.get_plan(unit_id, day).values["gatherings.most_people"]


def states(row: Response) -> dict[int, str]:
    rows = Task.objects.whole_tree(reason="test").filter(kind="levels.carry_out", about_id=str(row.id))
    return dict(rows.order_by("opened_at").values_list("school_id", "state"))


def copy_of(row: Response, unit_id: int) -> Response:
    return Response.objects.whole_tree(reason="test").get(follows=row, unit_id=unit_id)


def kept(unit_id: int) -> list[str]:
    return [one.change for one in queries.list_changes(unit_by_id(unit_id))]


def test_new_county_is_on_the_level_of_the_old_one_until_the_same_date(cast, now, order, changed):
    row, planned = order(COUNTY, "II", days=5), order(COUNTY, "IV", first=6)
    school, today = cast.neighbor_school.id, now.date()

    changed("SPLIT", COUNTY, **split(cast))

    copy = copy_of(row, NEW)
    same = ("level", "lines", "bundle_code", "starts_on", "ends_on", "reason", "ordered_by", "ordered_at")
    assert all(getattr(copy, name) == getattr(row, name) for name in same)
    assert level(school, today + DAY) == level(NEW, today + 4 * DAY) == ("II", NEW)
    assert (most_people(school, today + 4 * DAY), most_people(school, today + 5 * DAY)) == (50, 5000)
    assert copy_of(planned, NEW).starts_on == planned.starts_on and level(school, planned.starts_on) == ("IV", NEW)
    assert level(cast.school.id, today + DAY) == ("II", COUNTY)
    assert changes.unit_on(school, today).territory_path.startswith(unit_by_id(COUNTY).territory_path)
    assert queries.find_strip(changes.unit_on(school, today), today).unit_id == COUNTY


def test_history_says_where_a_level_came_from_and_on_whose_order(cast, now, order, changed, signed_in):
    row = order(COUNTY, "II")
    changed("SPLIT", COUNTY, **split(cast))

    (step,) = queries.list_changes(unit_by_id(NEW))
    assert (step.change, step.reason) == ("TAKEN_OVER", "湘政函〔2026〕1号")
    assert kept(COUNTY) == ["ORDERED"]
    entry = AuditEntry.objects.whole_tree(reason="test").filter(action="levels.responses.followed").get()
    assert entry.object_id == str(copy_of(row, NEW).id)
    page = signed_in("city").get(f"/levels/{NEW}/").content.decode()
    assert "随机构调整延续" in page and page.count(f"来自{unit_by_id(COUNTY).name}") == 2


def test_tasks_go_along_and_what_a_school_did_is_not_asked_again(cast, now, order, changed):
    row, other = order(COUNTY, "II", days=5), order(COUNTY, "IV", first=6)
    dispatch.dispatch(now=now)
    leader = cast.actor("neighbor_principal", now)
    done = Task.objects.whole_tree(reason="test").get(about_id=str(row.id), school_id=cast.neighbor_school.id)
    task_services.finish_task(actor=leader, now=now, key=Key(done.school_id, done.id), proof="已落实")

    changed("SPLIT", COUNTY, **split(cast))

    assert states(row) == {cast.school.id: "OPEN", cast.neighbor_school.id: "DONE"}
    assert states(copy_of(row, NEW)) == {}
    assert states(other) == {cast.school.id: "OPEN", cast.neighbor_school.id: "CANCELLED"}
    assert states(copy_of(other, NEW)) == {cast.neighbor_school.id: "OPEN"}


def test_merged_county_leaves_the_stricter_level_and_each_ends_by_its_own_date(cast, now, order, changed):
    strict, weak = order(OTHER_COUNTY, "II", days=4), order(COUNTY, "IV", days=9)
    today = now.date()
    dispatch.dispatch(now=now)

    midnight = changed("MERGE", OTHER_COUNTY, target_id=COUNTY)

    assert level(cast.school.id, today) == ("IV", COUNTY)
    assert most_people(cast.school.id, today) > 50
    for school in (cast.school, cast.foreign_school):
        assert [level(school.id, today + days * DAY) for days in (1, 3, 4, 8, 9)] == [
            ("II", COUNTY), ("II", COUNTY), ("IV", COUNTY), ("IV", COUNTY), None,
        ]  # fmt: skip
        assert states(copy_of(strict, COUNTY))[school.id] == "OPEN"
    assert states(strict) == {cast.foreign_school.id: "CANCELLED"} and cast.foreign_school.id in states(weak)
    assert kept(OTHER_COUNTY) == ["HANDED_OVER", "ORDERED"]
    assert kept(COUNTY) == ["TAKEN_OVER", "ORDERED"]
    assert queries.find_strip(changes.unit_on(cast.foreign_school.id, today), today).unit_id == OTHER_COUNTY
    assert services.expire_responses(actor=JOB, now=midnight) == 0
    assert services.expire_responses(actor=JOB, now=midnight + 3 * DAY) == 1
    assert Notice.objects.filter(kind="levels.changed", recipient_id=cast.users["principal"]).count() == 2


def test_what_both_counties_ordered_alike_holds_once(cast, now, order, changed):
    order(OTHER_COUNTY, "III", days=7)
    order(COUNTY, "III", days=7)

    changed("MERGE", OTHER_COUNTY, target_id=COUNTY)

    assert [row.level for row in queries.list_lasting([COUNTY], now.date() + DAY)] == ["III"]
    assert kept(COUNTY) == ["ORDERED"]


def test_planned_level_of_a_merged_county_is_planned_where_it_went(cast, now, order, changed):
    row = order(OTHER_COUNTY, "III", first=3)

    changed("MERGE", OTHER_COUNTY, target_id=COUNTY)

    row.refresh_from_db()
    assert row.is_cancelled and not queries.list_lasting([OTHER_COUNTY], now.date())
    assert [level(cast.school.id, now.date() + days * DAY) for days in (2, 3)] == [None, ("III", COUNTY)]


def test_moved_school_keeps_its_own_level_and_has_the_new_countys(cast, now, order, changed):
    school, today = cast.neighbor_school.id, now.date()
    own, old, new = order(school, "I", days=3), order(COUNTY, "III"), order(OTHER_COUNTY, "IV", days=9)
    dispatch.dispatch(now=now)

    changed("MOVE", school, target_id=OTHER_COUNTY)

    assert [level(school, today + days * DAY) for days in (1, 2, 3, 8)] == [
        ("I", school), ("I", school), ("IV", OTHER_COUNTY), ("IV", OTHER_COUNTY),
    ]  # fmt: skip
    assert queries.find_strip(changes.unit_on(school, today), today).level == "I"
    assert (states(own)[school], states(old)[school], states(new)[school]) == ("OPEN", "CANCELLED", "OPEN")
    assert kept(school) == ["ORDERED"]


def test_school_split_off_begins_on_the_level_of_the_old_one(cast, now, order, changed):
    row, county = order(cast.school.id, "I", days=4), order(COUNTY, "IV", days=4)

    changed("SPLIT", cast.school.id, part_ids=(cast.school.classes[2].id,), name="育英北校")

    (made,) = orgs.list_below(JOB, COUNTY, level="SCHOOL").filter(name="育英北校")
    assert level(made.id, now.date() + DAY) == ("I", made.id)
    assert states(copy_of(row, made.id)) == {made.id: "OPEN"} and states(county)[made.id] == "OPEN"


def test_merged_school_brings_its_level_to_the_one_that_stays(cast, now, order, changed):
    row = order(cast.neighbor_school.id, "II", days=4)

    changed("MERGE", cast.neighbor_school.id, target_id=cast.school.id)

    assert level(cast.school.id, now.date()) is None
    assert level(cast.school.id, now.date() + DAY) == ("II", cast.school.id)
    assert copy_of(row, cast.school.id).holds_from == now.date() + DAY


def test_class_that_goes_to_another_school_keeps_its_level(cast, now, order, changed):
    order(cast.school.classes[2].id, "II", days=4)

    changed("SPLIT", cast.school.id, part_ids=(cast.school.classes[2].id,), target_id=cast.neighbor_school.id)

    groups = orgs.list_in_force_on(JOB, now.date() + DAY).filter(school_id=cast.neighbor_school.id, level="CLASS")
    found = [level(one.id, now.date() + DAY) for one in groups]
    assert len([one for one in found if one is not None and one[0] == "II"]) == 1


def test_renamed_county_is_on_the_same_level(now, order, changed):
    order(COUNTY, "II")

    changed("RENAME", COUNTY, name="新城区")

    assert level(COUNTY, now.date() + DAY) == ("II", COUNTY) and kept(COUNTY) == ["ORDERED"]


def test_following_again_changes_nothing_more(cast, now, order, changed):
    order(COUNTY, "II")
    midnight = changed("SPLIT", COUNTY, **split(cast))
    again = {"day": midnight.date(), "heirs": {COUNTY: NEW}, "school_ids": [cast.neighbor_school.id], "reason": ""}
    (copy,) = queries.list_lasting([NEW], midnight.date())

    assert services.follow_units(actor=JOB, now=midnight, **again) == 0
    services.end_response(
        actor=JOB, now=midnight, unit_id=NEW, response_id=copy.id, from_day=midnight.date(), reason="疫情平稳"
    )
    assert services.follow_units(actor=JOB, now=midnight, **again) == 0

    assert level(NEW, midnight.date()) is None and level(COUNTY, midnight.date()) == ("II", COUNTY)
    assert kept(NEW) == ["ENDED", "TAKEN_OVER"]


def test_level_of_the_city_still_binds_where_a_weaker_one_was_taken_over(cast, now, order, changed):
    order(COUNTY, "IV")
    order(CITY, "I", days=3)

    changed("SPLIT", COUNTY, **split(cast))

    today, school = now.date(), cast.neighbor_school.id
    assert [level(school, today + days * DAY) for days in (1, 2, 3)] == [("I", CITY), ("I", CITY), ("IV", NEW)]
    services.extend_response(
        actor=JOB, now=now + DAY, unit_id=NEW, response_id=queries.list_lasting([NEW], today)[0].id,
        ends_on=today + 20 * DAY, reason="仍在流行",
    )  # fmt: skip
    assert level(school, today + 19 * DAY) == ("IV", NEW) and level(cast.school.id, today + 19 * DAY) is None


def test_preview_names_the_level_only_where_it_ends_for_those_who_go(cast, now, order):
    order(COUNTY, "II")

    def lost(kind: str, unit_id: int, **named) -> list[str]:
        asked = Plan(kind, unit_id, now.date() + DAY, "文号", **named)
        return [text for text, _ in changes.effect_of(asked, now.date()).lost if "应急响应" in text]

    assert lost("SPLIT", COUNTY, **split(cast)) == lost("MERGE", COUNTY, target_id=OTHER_COUNTY) == []
    assert len(lost("MOVE", cast.neighbor_school.id, target_id=OTHER_COUNTY)) == 1
    assert len(lost("SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), target_id=OTHER_COUNTY)) == 1
