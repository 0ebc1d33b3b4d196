"""What the pages of units read: who may open what, counts, both lines, search by name, pinyin and code."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, NotVisible
from sizao.registry.orgs import queries, services
from sizao.registry.orgs.services import NewUnit

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
PROVINCE, CITY, COUNTY, OTHER_COUNTY = 430_000, 430_100, 430_102, 430_103


@pytest.mark.parametrize(
    "who", ["principal", "reporter", "county", "city", "province", "inspector", "admin", "auditor"]
)
def test_those_who_browse_open_a_school_of_theirs(cast, now, who):
    assert queries.open_unit(cast.actor(who, now), cast.school.id).name == "育英小学"


@pytest.mark.parametrize("who", ["doctor", "guard", "guardian", "counselor"])
def test_others_at_the_school_know_it_but_may_not_browse(cast, now, who):
    with pytest.raises(Forbidden):
        queries.open_unit(cast.actor(who, now), cast.school.id)


@pytest.mark.parametrize("who", ["neighbor", "neighbor_principal", "foreign", "other_county", "other_city"])
def test_strangers_must_not_know(cast, now, who):
    with pytest.raises(NotVisible):
        queries.open_unit(cast.actor(who, now), cast.school.id)


def test_administrator_opens_what_the_own_office_runs_in_another_place(cast, now):
    (school,) = services.create_units(
        actor=JOB, now=now, units=[NewUnit("SCHOOL", "县直外校", COUNTY, territory_parent=OTHER_COUNTY)]
    )
    office = queries.open_unit(JOB, COUNTY)

    assert [one.id for one in queries.list_run_elsewhere(office)] == [school.id]
    lines = queries.lines_of(cast.actor("county", now), queries.open_unit(JOB, school.id))
    assert [line.short_name for line in lines["territory"]] == ["湖南", "长沙", "天心", "县直外校"]
    assert [line.short_name for line in lines["authority"]] == ["湖南", "长沙", "芙蓉", "县直外校"]
    assert [line.is_open for line in lines["authority"]] == [False, False, True, False]


def test_branches_count_schools_under_offices_and_classes_under_schools(cast, now):
    def inside(unit_id: int) -> dict[str, tuple[int, int]]:
        unit = queries.open_unit(JOB, unit_id)
        branches = queries.branches_of(list(queries.list_branches(unit)), under=unit.territory_path)
        return {branch.unit.name: (branch.inside.schools, branch.inside.classes) for branch in branches}

    assert inside(PROVINCE)["长沙市"] == (3, 0)
    assert inside(COUNTY) == {"育英小学": (0, 3), "东风小学": (0, 1)}
    assert inside(cast.school.id) == {"三年级": (0, 2), "四年级": (0, 1), "食堂": (0, 0)}


def test_roots_leave_out_what_lies_below_another_post(cast, now):
    assert [unit.id for unit in queries.list_roots(cast.actor("county", now))] == [COUNTY]


@pytest.mark.parametrize("text", ["育英", "yuying", "yyxx", "yu ying", "YYXX"])
def test_school_is_found_by_name_and_pinyin(cast, now, text):
    found = queries.search_units(cast.actor("county", now), text)

    assert [unit.id for unit in found] == [cast.school.id]


def test_office_is_found_by_code_within_the_own_area_only(cast, now):
    assert [unit.id for unit in queries.search_units(cast.actor("city", now), "430102")] == [COUNTY]
    assert not queries.search_units(cast.actor("other_county", now), "430102").exists()


def test_classes_are_found_in_the_own_school_only(cast, now):
    own = queries.search_units(cast.actor("principal", now), "三(1)班")

    assert [unit.id for unit in own] == [cast.school.classes[0].id]
    assert not queries.search_units(cast.actor("county", now), "三(1)班").exists()


def test_below_is_counted_once_for_many_paths(cast, now):
    paths = [queries.open_unit(JOB, one).territory_path for one in (PROVINCE, COUNTY, cast.school.id)]

    counts = queries.count_below(paths, now.date())

    assert counts[paths[0]]["SCHOOL"] == 3 and counts[paths[0]]["CITY"] == 14
    assert counts[paths[1]] == {"COUNTY": 1, "SCHOOL": 2, "CLASS": 4}
    assert counts[paths[2]] == {"SCHOOL": 1, "CLASS": 3}
    assert "SCHOOL" not in queries.count_below(paths[1:2], dt.date(2020, 1, 1))[paths[1]]


def test_people_are_counted_from_a_day_on(cast, now):
    first, second = (group.id for group in cast.school.classes[:2])

    assert queries.count_people([first, second], since=now.date()) == 74
    assert queries.count_people([cast.school.id], since=now.date()) == 0
