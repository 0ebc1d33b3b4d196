"""The new school year: classes move up under their ids, the last grade leaves, it is undone within a day."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.work.models import Work
from sizao.registry.accounts import queries as accounts
from sizao.registry.changes import queries, services
from sizao.registry.changes.services import long
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.orgs.services import NewUnit
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services
from sizao.registry.roster.services import NewPerson

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
SINCE = dt.date(2026, 9, 28)
SUMMER = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def behind(db):
    """The classes were named last year: those of 三年级 entered a year earlier than the cast's."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_unit SET entry_year = entry_year - 1 WHERE level = 'CLASS'")


@pytest.fixture
def sixth(cast, now, behind) -> int:
    """A class of the last grade with two pupils."""
    (grade,) = org_services.create_units(
        actor=JOB, now=now, units=[NewUnit("GRADE", "六年级", cast.school.id, valid_from=SINCE)]
    )
    unit = NewUnit("CLASS", "六(1)班", grade.id, entry_year=2020, class_number=1, valid_from=SINCE)
    (made,) = org_services.create_units(actor=JOB, now=now, units=[unit])
    roster_services.enroll_people(
        actor=JOB, now=now, school_id=cast.school.id,
        people=[
            NewPerson(name, "STUDENT", made.id, "CLASS", SINCE, class_position=place, is_boarder=True)
            for place, name in enumerate(("毕一", "毕二"), start=1)
        ],
    )  # fmt: skip
    return made.id


def classes(school_id: int) -> dict[int, str]:
    return {one.id: one.name for one in orgs.list_below(JOB, school_id, level="CLASS")}


def roll(cast, now=SUMMER, **named):
    return services.roll_over(actor=JOB, now=now, school_id=cast.school.id, **named)


def roster_rows(school_id: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.status, p.group_id, p.class_position, m.group_id, m.starts_on, m.ends_on"
            " FROM roster_person p JOIN roster_membership m ON m.school_id = p.school_id AND m.person_id = p.id"
            " WHERE p.school_id = %s ORDER BY 1, 5, 6",
            [school_id],
        )
        return cursor.fetchall()


def test_classes_move_up_under_their_ids_and_the_last_grade_leaves(cast, sixth):
    first, second, third = (one.id for one in cast.school.classes)

    plan = roll(cast, entries=2)

    names = classes(cast.school.id)
    assert (names[first], names[second], names[third]) == ("四(1)班", "四(2)班", "五(1)班")
    assert sixth not in names and orgs.get_unit(JOB, sixth).valid_to == SUMMER.date()
    fresh = [key for key, name in names.items() if name in ("一(1)班", "一(2)班")]
    assert {orgs.get_unit(JOB, one).entry_year for one in fresh} == {2026}
    assert orgs.list_lines([orgs.get_unit(JOB, first).parent_id]).popitem()[1].name == "四年级"
    assert (plan.count("UP"), plan.count("LEAVE"), plan.leaving) == (3, 1, 2)
    assert roster.count_people_in([cast.school.id], [first], SUMMER.date()) == 36
    assert roster.count_people_in([cast.school.id], [sixth], SUMMER.date()) == 0


def test_rights_follow_the_class_to_its_new_grade(cast, sixth):
    roll(cast)

    teacher = accounts.get_actor(cast.users["teacher"], on=SUMMER.date())
    assert teacher.grants[0].unit.name == "四(1)班"
    assert teacher.may("checks.submit", orgs.units_by_id([cast.school.classes[0].id])[cast.school.classes[0].id])


def test_second_time_there_is_nothing_to_do(cast, now, sixth):
    roll(cast, entries=0)
    with pytest.raises(services.NothingToRollOver):
        roll(cast, entries=0)


def test_nothing_moves_in_the_middle_of_a_year_that_was_made(cast, now):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_unit SET entry_year = entry_year + 1 WHERE level = 'CLASS'")

    with pytest.raises(services.NothingToRollOver):
        roll(cast, now=now, entries=0)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2027, 6, 30), 2026),
        (dt.date(2027, 7, 1), 2027),
        (dt.date(2027, 9, 1), 2027),
        (dt.date(2028, 2, 1), 2027),
    ],
)
def test_coming_year_can_be_made_from_july_on(day, year):
    assert queries.year_of(day) == year


def test_class_without_entry_year_and_a_taken_name_are_conflicts(cast, now):
    parent = orgs.get_unit(JOB, cast.school.classes[0].id).parent_id
    org_services.create_units(actor=JOB, now=now, units=[NewUnit("CLASS", "实验班", parent)])
    org_services.create_units(
        actor=JOB, now=now, units=[NewUnit("CLASS", "四(2)班", parent, entry_year=2023, class_number=1)]
    )

    with pytest.raises(Invalid) as caught:
        roll(cast)

    assert [one.text() for one in caught.value.problems] == [
        "“实验班”没有入学年份或班号，不知道升到几年级，先在机构里补上", "升级后会有2个班叫“四(1)班”"
    ]  # fmt: skip
    assert classes(cast.school.id)[cast.school.classes[0].id] == "三(1)班"


def test_undo_gives_back_every_row_as_it_was(cast, sixth):
    before, people = classes(cast.school.id), roster_rows(cast.school.id)
    roll(cast, entries=1)
    assert roster_rows(cast.school.id) != people

    services.undo_rollover(actor=JOB, now=SUMMER + dt.timedelta(hours=23), school_id=cast.school.id)

    assert classes(cast.school.id) == before
    assert roster_rows(cast.school.id) == people
    assert roll(cast, entries=1).count("UP") == 3


def test_undo_is_refused_after_a_day_and_when_somebody_built_on_it(cast, sixth):
    with pytest.raises(services.RolloverKept, match="没有升过级"):
        services.undo_rollover(actor=JOB, now=SUMMER, school_id=cast.school.id)
    roll(cast, entries=1)
    with pytest.raises(services.RolloverKept, match="已过一天"):
        services.undo_rollover(actor=JOB, now=SUMMER + dt.timedelta(hours=25), school_id=cast.school.id)
    (fresh,) = [key for key, name in classes(cast.school.id).items() if name == "一(1)班"]
    new = NewPerson("新一", "STUDENT", fresh, "CLASS", SUMMER.date())
    roster_services.enroll_people(actor=JOB, now=SUMMER, school_id=cast.school.id, people=[new])
    with pytest.raises(services.RolloverKept, match="新班里已有学生"):
        services.undo_rollover(actor=JOB, now=SUMMER, school_id=cast.school.id)


@pytest.mark.parametrize(
    ("who", "error"),
    [("principal", Forbidden), ("county", Forbidden), ("teacher", NotVisible), ("neighbor", NotVisible)],
)
def test_only_administrators_roll_over(cast, now, who, error):
    actor = cast.actor(who, now)
    for act in (services.roll_over, services.undo_rollover):
        with pytest.raises(error):
            act(actor=actor, now=SUMMER, school_id=cast.school.id)


def test_province_rolls_all_its_schools_over_as_long_work(cast, monkeypatch, sixth):
    monkeypatch.setattr(clock, "now", lambda: SUMMER)
    admin = cast.actor("admin", SUMMER)
    services.start_rollover(actor=admin, now=SUMMER, unit_id=430_100)

    outcome = long.KINDS[0].run(Work.objects.get())

    counts = dict(outcome.counts)
    assert (counts["升级的学校"], counts["升级的班"], counts["毕业的学生"]) == (3, 5, 2)
    again = dict(long.KINDS[0].run(Work.objects.get()).counts)
    assert (again["升级的学校"], again["没有变化或有冲突的学校"]) == (0, 3)


def test_preview_start_and_undo_through_the_pages(cast, monkeypatch, sixth, signed_in):
    monkeypatch.setattr(clock, "now", lambda: SUMMER)
    browser, address = signed_in("school_admin"), f"/orgs/changes/year/{cast.school.id}/"

    text = browser.get(f"{address}?entries=2&primary_years=6").content.decode()
    assert "三(1)班 → 四(1)班" in text and "一(2)班" in text and "毕业" in text
    assert browser.get(f"{address}?entries=99").status_code == 422
    response = browser.post(address, {"entries": "2", "primary_years": "6"})
    assert response.status_code == 303 and response["Location"].startswith("/jobs/")
    long.KINDS[0].run(Work.objects.get())
    assert "撤回升级" in browser.get(address).content.decode()
    assert browser.post(f"{address}undo/").status_code == 303
    assert "不能撤回" in browser.post(f"{address}undo/").content.decode()
    assert "三(1)班" in classes(cast.school.id).values()


@pytest.mark.parametrize(("who", "status"), [("principal", 403), ("county", 403), ("teacher", 404), ("neighbor", 404),
                                             ("other_city", 404)])  # fmt: skip
def test_others_do_not_open_the_new_year(cast, signed_in, who, status):
    browser = signed_in(who)

    assert browser.get(f"/orgs/changes/year/{cast.school.id}/").status_code == status
    assert browser.post(f"/orgs/changes/year/{cast.school.id}/undo/").status_code == status


def test_preview_of_a_county_costs_a_fixed_number_of_queries(cast, signed_in, django_assert_max_num_queries):
    browser = signed_in("admin")
    browser.get("/orgs/changes/year/430102/")

    with django_assert_max_num_queries(14):
        assert browser.get("/orgs/changes/year/430102/").status_code == 200
    with django_assert_max_num_queries(14):
        assert queries.plan_years(
            queries.list_graded_schools(orgs.units_by_id([430_100])[430_100], SUMMER.date()), SUMMER.date()
        )


def test_class_of_the_last_grade_that_begins_today_is_not_given_up_today(cast, now, sixth):
    grade = orgs.get_unit(JOB, sixth).parent_id
    young = NewUnit("CLASS", "六(2)班", grade, entry_year=2020, class_number=2)
    org_services.create_units(actor=JOB, now=now, units=[young])

    with pytest.raises(Invalid) as caught:
        roll(cast)

    assert [one.text() for one in caught.value.problems] == ["“六(2)班”到那天才启用，晚一天再停用"]
