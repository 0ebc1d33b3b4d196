"""Records of a day: one tap, exceptions, taking back, nobody's record overwritten; missing is not done."""

import datetime as dt

import pytest

from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.prepare.hygiene import queries, services
from sizao.prepare.hygiene.models import Record
from sizao.prepare.hygiene.rules import AlreadyRecorded, Counts, Mark, NothingDue, Numbers, Result, TakeBackOver
from sizao.prepare.hygiene.services import Said, Wanted
from sizao.prepare.hygiene.tests.conftest import JOB
from sizao.prepare.plans import services as plans
from sizao.prepare.plans.rules import NewDate
from sizao.registry.places import services as places

pytestmark = pytest.mark.django_db
BAD = Said(Result.EXCEPTION, ("SURFACE",), "消毒液用完，下午补做")
SATURDAY = dt.timedelta(days=5)


@pytest.fixture
def tap(cast, now, built):
    """Record as one of the cast."""

    def run(who: str, name: str, said: Said | None = None, *, at: dt.datetime = now, whole: bool = False):
        key = Key(built.school_id, built.places.get(name) or built.points[name])
        if whole:
            return services.record_below(actor=cast.actor(who, at), now=at, key=key)
        return services.record(actor=cast.actor(who, at), now=at, key=key, said=said)

    return run


@pytest.fixture
def marks(cast, now, built):
    """Give the marks of a day by name of place, or process of checkpoint."""

    def read(who: str = "health", at: dt.datetime = now) -> dict[str, Mark]:
        day = at.date()
        rows = queries.list_rows(cast.actor(who, at), school_id=built.school_id, days=[day])
        return {one.point.process if one.point else one.site.name: one.cells[day].mark for one in rows}

    return read


def test_everything_due_is_missing_until_somebody_records_it(marks, tap):
    assert set(marks()) == {
        "宿舍楼",
        "201",
        "202",
        "食堂",
        "图书馆",
        "南门",
        "教学楼",
        "三(1)班教室",
        "ARRIVAL",
        "DINING",
    }
    assert set(marks().values()) == {Mark.MISSING}

    tap("dorm", "201")
    tap("guard", "ARRIVAL")

    assert [name for name, mark in marks().items() if mark == Mark.DONE] == ["201", "ARRIVAL"]


def test_tap_for_a_floor_or_a_building_writes_what_is_due_there_and_leaves_the_rest(cast, now, marks, tap):
    tap("health", "201", BAD)

    floor = tap("dorm", "2层", whole=True)
    building = tap("dorm", "宿舍楼", whole=True)
    again = tap("dorm", "宿舍楼", whole=True)

    assert ((floor.made, floor.already), (building.made, building.already), (again.made, again.already)) == (
        (1, 1), (1, 2), (0, 3),
    )  # fmt: skip
    assert (marks()["201"], marks()["202"], marks()["宿舍楼"], marks()["教学楼"]) == (
        Mark.EXCEPTION, Mark.DONE, Mark.DONE, Mark.MISSING,
    )  # fmt: skip


def test_nobody_overwrites_the_record_of_another(cast, now, marks, tap):
    tap("dorm", "201")

    with pytest.raises(AlreadyRecorded, match="孙阿姨08:00"):
        tap("health", "201", BAD, at=now + dt.timedelta(minutes=5))

    assert marks()["201"] == Mark.DONE
    assert Record.objects.whole_tree(reason="test").count() == 1


def test_same_tap_twice_is_one_record_and_ones_own_may_be_replaced(marks, tap):
    tap("dorm", "201")
    tap("dorm", "201")
    assert Record.objects.whole_tree(reason="test").count() == 1

    tap("dorm", "201", BAD)

    assert marks()["201"] == Mark.EXCEPTION
    assert Record.objects.whole_tree(reason="test").filter(taken_back_at__isnull=False).count() == 1


def test_own_record_is_taken_back_until_the_day_ends(cast, now, built, marks, tap):
    tap("dorm", "201")
    row = Record.objects.whole_tree(reason="test").get()
    key = Key(built.school_id, row.id)
    for who, at, refusal in (
        ("health", now, TakeBackOver), ("teacher", now, NotVisible), ("dorm", now + dt.timedelta(days=1), TakeBackOver),
        ("county", now, Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.take_back(actor=cast.actor(who, at), now=at, key=key)

    services.take_back(actor=cast.actor("dorm", now), now=now.replace(hour=23, minute=59), key=key)

    assert marks()["201"] == Mark.MISSING
    tap("health", "201")
    assert marks()["201"] == Mark.DONE
    said = AuditEntry.objects.whole_tree(reason="test").filter(object_id=str(row.id)).order_by("at", "id")
    assert list(said.values_list("action", flat=True)) == ["hygiene.place.recorded", "hygiene.record.taken_back"]


@pytest.mark.parametrize("said", [
    Said(Result.EXCEPTION, (), " "), Said(Result.EXCEPTION, (), "长" * 201),
    Said(Result.EXCEPTION, ("TABLEWARE",), "没做"),
])  # fmt: skip
def test_exception_says_what_was_the_matter_and_names_lines_of_the_plan(tap, said):
    with pytest.raises(Invalid):
        tap("dorm", "201", said)


def test_who_records_where(marks, tap):
    tap("canteen", "食堂")
    tap("teacher", "三(1)班教室")
    tap("principal", "图书馆")

    for who, name, refusal in (
        ("canteen", "图书馆", NotVisible), ("teacher", "图书馆", NotVisible), ("teacher2", "三(1)班教室", NotVisible),
        ("neighbor_principal", "图书馆", NotVisible), ("county", "图书馆", Forbidden),
        ("guardian", "图书馆", Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            tap(who, name)
    assert {name for name, mark in marks().items() if mark == Mark.DONE} == {"食堂", "图书馆", "三(1)班教室"}


def test_mine_are_those_of_my_person_my_post_and_my_department(cast, now, built):
    def mine(who: str) -> set[str]:
        rows = queries.list_rows(cast.actor(who, now), school_id=built.school_id, days=[now.date()])
        return {one.point.process if one.point else one.site.name for one in rows if one.is_mine}

    assert mine("dorm") == {"宿舍楼", "201", "202"}
    assert mine("canteen") == {"食堂", "DINING"}
    assert mine("teacher") == {"三(1)班教室"}
    assert mine("guard") == {"南门", "ARRIVAL"}
    assert mine("principal") == set()


def test_nothing_is_due_without_school_but_for_lines_of_that_weekday(cast, now, built, marks, tap):
    saturday = now + SATURDAY
    assert marks(at=saturday) == {}
    with pytest.raises(NothingDue):
        tap("dorm", "201", at=saturday)
    with pytest.raises(NothingDue):
        tap("dorm", "宿舍楼", at=saturday, whole=True)

    weekend = Wanted(place_id=built["201"], work="AIR", what="空气", weekdays=(6,))
    services.set_line(actor=JOB, now=now, school_id=built.school_id, wanted=weekend)
    tap("dorm", "宿舍楼", at=saturday, whole=True)

    assert marks(at=saturday) == {"201": Mark.DONE}


def test_examination_is_checked_on_the_days_that_key_dates_name(now, marks, tap):
    tomorrow = now + dt.timedelta(days=1)
    new = NewDate("EXAM", "期中考试", tomorrow.date(), ("SCHOOL_LEADER",), 7)
    plans.set_date(actor=JOB, now=now, unit_id=430_102, new=new)

    assert "EXAM" not in marks() and marks(at=tomorrow)["EXAM"] == Mark.MISSING
    tap("health", "EXAM", at=tomorrow)
    assert marks(at=tomorrow)["EXAM"] == Mark.DONE


def test_retired_place_and_checkpoint_are_due_no_more_but_their_past_stays(cast, now, built, marks, tap):
    tap("dorm", "201")
    later = now + dt.timedelta(days=1)
    where = {"actor": JOB, "now": later, "school_id": built.school_id}
    places.retire_place(**where, place_id=built["201"])
    places.retire_checkpoint(**where, checkpoint_id=built.points["ARRIVAL"])

    assert "201" not in marks(at=later) and "ARRIVAL" not in marks(at=later)
    days = [now.date(), later.date()]
    rows = queries.list_rows(cast.actor("health", later), school_id=built.school_id, days=days)
    (room,) = [one for one in rows if one.site.name == "201"]
    assert [room.cells[day].mark for day in days] == [Mark.DONE, Mark.NONE] and room.counts() == Counts(1, 1, 0)


@pytest.mark.parametrize("ahead", [0, 1, 5])
def test_one_statement_for_many_schools_counts_what_the_school_itself_sees(cast, now, built, tap, ahead):
    at = now + dt.timedelta(days=ahead)
    exam = NewDate("EXAM", "期中考试", (now + dt.timedelta(days=1)).date(), ("SCHOOL_LEADER",), 7)
    plans.set_date(actor=JOB, now=now, unit_id=430_000, new=exam)
    weekend = Wanted("LIBRARY", work="AIR", what="空气", numbers=Numbers(1), weekdays=(6,))
    services.set_line(actor=JOB, now=now, school_id=built.school_id, wanted=weekend)
    if ahead < 5:
        tap("dorm", "宿舍楼", at=at, whole=True)
        tap("guard", "南门", BAD, at=at)

    rows = queries.list_rows(cast.actor("health", at), school_id=built.school_id, days=[at.date()])
    whole = Counts()
    for one in rows:
        whole = whole.plus(one.counts())

    assert queries.count_by_school(at.date(), [built.school_id, cast.neighbor_school.id]) == {built.school_id: whole}
    assert whole.due == {0: 10, 1: 11, 5: 1}[ahead]
