"""Adding, changing, closing units, and making a whole school's classes."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.registry.accounts import services as accounts
from sizao.registry.orgs import queries, services
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.services import NewUnit

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, OTHER_COUNTY, CITY = 430_102, 430_103, 430_100


def unit_of(unit_id: int) -> Unit:
    return Unit.objects.whole_tree(reason="test").get(id=unit_id)


def add(actor: Actor, now: dt.datetime, *units: NewUnit) -> list[int]:
    return [ref.id for ref in services.create_units(actor=actor, now=now, units=units)]


def reasons(caught: pytest.ExceptionInfo) -> list[tuple[str, str]]:
    return [(one.field, one.text()) for one in caught.value.problems]


def administrator(cast, now, unit_id: int) -> Actor:
    """Give an administrator of any unit."""
    user_id, _ = accounts.create_account(
        actor=JOB, now=now, user=accounts.NewUser(f"admin-{unit_id}", "测试管理员"),
        post=accounts.NewGrant(0, unit_id, "ADMINISTRATOR", now.date()),
    )  # fmt: skip
    from sizao.registry.accounts import queries as people

    return people.get_actor(user_id, on=now.date())


@pytest.mark.parametrize(("province", "place"), [("11", 110_101), ("44", 441_900)])
def test_school_of_a_direct_run_city_and_of_a_city_without_counties_reports_to_the_next_office(now, province, place):
    services.seed_divisions(actor=JOB, now=now, province=province)

    (school,) = add(JOB, now, NewUnit("SCHOOL", "第一小学", place, stage="PRIMARY", code=f"21{province}000001"))

    found = unit_of(school)
    assert queries.next_office(school).id == place
    assert found.territory_path.startswith(f"/{province}0000/")
    assert (found.city_id, found.county_id) == ((None, place) if province == "11" else (place, None))
    assert found.pinyin_key == "di yi xiao xue"


def test_school_stands_in_a_county_though_its_city_runs_it(cast, now):
    admin = administrator(cast, now, CITY)

    (school,) = add(admin, now, NewUnit("SCHOOL", "市直一中", CITY, territory_parent=COUNTY, stage="SENIOR"))

    found = unit_of(school)
    assert (found.authority_path, found.territory_path) == (
        f"/430000/430100/{school}/", f"/430000/430100/430102/{school}/",
    )  # fmt: skip
    assert queries.next_office(school).id == COUNTY


@pytest.mark.parametrize("place", [CITY, 430_000])
def test_school_may_not_stand_above_the_lowest_division(now, place):
    with pytest.raises(Invalid) as caught:
        add(JOB, now, NewUnit("SCHOOL", "悬空小学", place))

    assert reasons(caught) == [("territory_parent", "选学校所在的县（区）")]


@pytest.mark.parametrize(
    ("unit", "field", "reason"),
    [
        (NewUnit("SCHOOL", " ", COUNTY), "name", "填名称"),
        (NewUnit("SCHOOL", "育英小学", COUNTY), "name", "这个上级下已有同名的单位"),
        (NewUnit("SCHOOL", "新校", COUNTY, code="12345"), "code", "学校标识码应为10位数字，填写的是“12345”"),
        (
            NewUnit("SCHOOL", "新校", COUNTY, code="9943000001"),
            "code",
            "学校标识码“9943000001”的前两位“99”不是学校类别",
        ),
        (NewUnit("CLASS", "一(1)班", COUNTY), "parent", "班级不能直接设在县（区）下"),
        (NewUnit("SHIP", "船", COUNTY), "level", "没有这个层级"),
        (NewUnit("SCHOOL", "新校", None), "parent", "选上级"),
        (NewUnit("SCHOOL", "新校", 1), "parent", "上级不存在"),
    ],
)
def test_bad_unit_is_refused_with_its_reason(now, cast, unit, field, reason):
    with pytest.raises(Invalid) as caught:
        add(JOB, now, unit)

    assert (field, reason) in reasons(caught)


def test_code_is_taken_once_in_the_whole_tree(now, cast):
    add(JOB, now, NewUnit("SCHOOL", "甲小学", COUNTY, code="2143000001"))

    with pytest.raises(Invalid) as caught:
        add(JOB, now, NewUnit("SCHOOL", "乙小学", OTHER_COUNTY, code="2143000001"))

    assert reasons(caught) == [("code", "代码已经用在“甲小学”")]


def test_two_of_one_name_in_one_list_are_refused(now, cast):
    with pytest.raises(Invalid) as caught:
        add(JOB, now, NewUnit("DEPARTMENT", "保安", cast.school.id), NewUnit("DEPARTMENT", "保安", cast.school.id))

    assert [problem.row for problem in caught.value.problems] == [2]


def test_school_administrator_adds_below_the_school_and_nowhere_else(cast, now):
    admin = cast.actor("school_admin", now)

    (made,) = add(admin, now, NewUnit("DEPARTMENT", "保安", cast.school.id, has_boarders=True))

    assert unit_of(made).school_id == cast.school.id
    assert AuditEntry.objects.whole_tree(reason="test").filter(object_kind="orgs.unit", object_id=str(made)).exists()
    with pytest.raises(NotVisible):
        add(admin, now, NewUnit("DEPARTMENT", "保安", cast.neighbor_school.id))
    with pytest.raises(NotVisible):
        add(admin, now, NewUnit("SCHOOL", "分校", COUNTY))


@pytest.mark.parametrize("who", ["county", "principal", "reporter", "auditor"])
def test_others_do_not_add(cast, now, who):
    with pytest.raises(Forbidden):
        add(cast.actor(who, now), now, NewUnit("DEPARTMENT", "保安", cast.school.id))


def test_county_administrator_keeps_the_county_only(cast, now):
    admin = administrator(cast, now, COUNTY)

    services.change_unit(actor=admin, now=now, unit_id=cast.school.id, changes={"name": "育英学校"})

    assert unit_of(cast.school.id).pinyin_key == "yu ying xue xiao"
    with pytest.raises(NotVisible):
        services.change_unit(actor=admin, now=now, unit_id=cast.foreign_school.id, changes={"name": "改名"})


def test_school_keeps_its_phone_but_not_its_name(cast, now):
    admin, school = cast.actor("school_admin", now), cast.school.id

    services.change_unit(actor=admin, now=now, unit_id=school, changes={"phone": "1", "name": "育英小学"})

    assert unit_of(school).phone == "1"
    for changes in ({"name": "第一小学"}, {"code": "2143000009"}, {"stage": "JUNIOR"}):
        with pytest.raises(services.BelongsAbove):
            services.change_unit(actor=admin, now=now, unit_id=school, changes=changes)
    with pytest.raises(services.BelongsAbove):
        services.close_unit(actor=admin, now=now, unit_id=school, from_day=now.date())


def test_stage_of_a_school_goes_down_to_its_parts(cast, now):
    services.change_unit(actor=JOB, now=now, unit_id=cast.school.id, changes={"stage": "NINE_YEAR"})

    assert unit_of(cast.school.classes[0].id).stage == "NINE_YEAR"


def test_only_known_fields_are_changed(cast, now):
    with pytest.raises(Invalid):
        services.change_unit(actor=JOB, now=now, unit_id=cast.school.id, changes={"territory_path": "/"})


def test_class_with_pupils_and_school_with_classes_are_not_closed(cast, now):
    with pytest.raises(services.PeopleInside, match="还有36人"):
        services.close_unit(actor=JOB, now=now, unit_id=cast.school.classes[0].id, from_day=now.date())
    with pytest.raises(services.ChildrenOpen, match="还有3个在用的单位"):
        services.close_unit(actor=JOB, now=now, unit_id=cast.school.id, from_day=now.date())


def test_office_that_runs_a_school_elsewhere_is_not_closed(now, cast):
    (zone,) = add(JOB, now, NewUnit("COUNTY", "高新区", CITY, valid_from=dt.date(2024, 1, 1)))
    add(JOB, now, NewUnit("SCHOOL", "高新小学", zone, territory_parent=COUNTY))

    with pytest.raises(services.ChildrenOpen):
        services.close_unit(actor=JOB, now=now, unit_id=zone, from_day=now.date())


def test_empty_class_is_closed_from_a_day_and_reopened(cast, now):
    grade = unit_of(cast.school.classes[0].id).parent_id
    (made,) = add(JOB, now, NewUnit("CLASS", "三(9)班", grade, class_number=9, valid_from=dt.date(2026, 9, 1)))

    services.close_unit(actor=cast.actor("school_admin", now), now=now, unit_id=made, from_day=now.date())

    assert unit_of(made).valid_to == now.date()
    services.reopen_unit(actor=cast.actor("school_admin", now), now=now, unit_id=made)
    assert unit_of(made).valid_to is None


@pytest.mark.parametrize(("days", "reason"), [(1, "不能晚于今天，到那天再停用"), (-900, "要晚于启用日期2026-11-23")])
def test_closing_day_lies_between_the_beginning_and_today(cast, now, days, reason):
    (made,) = add(JOB, now, NewUnit("DEPARTMENT", "保安", cast.school.id))

    with pytest.raises(Invalid) as caught:
        services.close_unit(actor=JOB, now=now, unit_id=made, from_day=now.date() + dt.timedelta(days=days))

    assert reasons(caught) == [("from_day", reason)]


def test_unit_is_not_reopened_when_its_name_is_taken_or_its_parent_closed(cast, now):
    since = dt.date(2026, 9, 1)
    (hall,) = add(JOB, now, NewUnit("DEPARTMENT", "总务", cast.school.id, valid_from=since))
    (guards,) = add(JOB, now, NewUnit("DEPARTMENT", "保安", hall, valid_from=since))
    services.close_unit(actor=JOB, now=now, unit_id=guards, from_day=now.date())
    add(JOB, now, NewUnit("DEPARTMENT", "保安", hall))

    with pytest.raises(Invalid, match="1处"):
        services.reopen_unit(actor=JOB, now=now, unit_id=guards)


@pytest.mark.parametrize(
    ("stage", "counts", "names"),
    [
        ("KINDERGARTEN", {-2: 2, 0: 1}, ["小(1)班", "小(2)班", "大(1)班"]),
        ("PRIMARY", {1: 1, 6: 2}, ["一(1)班", "六(1)班", "六(2)班"]),
        ("SENIOR", {10: 1, 12: 1}, ["高一(1)班", "高三(1)班"]),
        ("NINE_YEAR", {1: 1, 9: 1}, ["一(1)班", "九(1)班"]),
    ],
)
def test_whole_school_gets_its_grades_and_classes(cast, now, stage, counts, names):
    (school,) = add(JOB, now, NewUnit("SCHOOL", "新学校", COUNTY, stage=stage))

    made = services.generate_classes(actor=JOB, now=now, unit_id=school, counts=counts)

    assert [ref.name for ref in made] == names
    assert {unit_of(ref.id).parent.level for ref in made} == {"GRADE"}


def test_generator_leaves_what_is_there_and_has_nothing_to_do_twice(cast, now):
    admin, school = cast.actor("school_admin", now), cast.school.id

    made = services.generate_classes(actor=admin, now=now, unit_id=school, counts={3: 3, 5: 1})

    assert [ref.name for ref in made] == ["三(3)班", "五(1)班"]
    third = unit_of(made[0].id)
    assert (third.entry_year, third.class_number, third.parent_id) == (
        2024, 3, unit_of(cast.school.classes[0].id).parent_id,
    )  # fmt: skip
    with pytest.raises(services.NothingToAdd):
        services.generate_classes(actor=admin, now=now, unit_id=school, counts={3: 3, 5: 1})


def test_middle_school_of_the_five_four_system_begins_in_grade_six(cast, now):
    (school,) = add(JOB, now, NewUnit("SCHOOL", "五四初中", COUNTY, stage="JUNIOR"))

    made = services.generate_classes(actor=JOB, now=now, unit_id=school, counts={6: 1, 9: 1}, primary_years=5)

    assert [(ref.name, unit_of(ref.id).entry_year) for ref in made] == [("六(1)班", 2026), ("九(1)班", 2023)]
