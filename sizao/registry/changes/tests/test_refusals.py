"""Changes that are refused, each with its reason, and who may not plan them."""

import datetime as dt
from dataclasses import replace

import pytest

from sizao.core.actor import Actor, Grant, unit_by_id
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.registry.changes import jobs, queries, services
from sizao.registry.changes.rules import Plan
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, OTHER_COUNTY, CITY, OTHER_CITY = 430_102, 430_103, 430_100, 430_200
DAY = dt.timedelta(days=1)
TOO_EARLY = "最早从明天起，今天和以前的上报按原来的机构"


def plan(kind: str, unit_id: int, now, **named) -> Plan:
    return Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)


def planned(actor: Actor, now, asked: Plan) -> int:
    return services.plan_change(actor=actor, now=now, plan=asked)


def reasons(caught: pytest.ExceptionInfo) -> list[tuple[str, str]]:
    return [(one.field, one.text()) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("kind", "unit", "named", "field", "reason"),
    [
        ("MOVE", COUNTY, {"target_id": COUNTY}, "target_id", "“芙蓉区”不能直接设在“芙蓉区”下"),
        ("MOVE", COUNTY, {"target_id": CITY}, "target_id", "“芙蓉区”已经在“长沙市”"),
        (
            "MOVE",
            COUNTY,
            {"starts_on": dt.date(2026, 11, 23)},
            "starts_on",
            "最早从明天起，今天和以前的上报按原来的机构",
        ),
        ("MOVE", COUNTY, {"starts_on": dt.date(2029, 1, 1)}, "starts_on", "最多提前400天安排"),
        ("MOVE", COUNTY, {"target_id": OTHER_CITY, "reason": " "}, "reason", "写明依据或文号"),
        ("MOVE", COUNTY, {}, "target_id", "选划到哪里"),
        ("MOVE", CITY, {"target_id": 430_000}, "kind", "“长沙市”不能这样调整"),
        ("MERGE", COUNTY, {"target_id": COUNTY}, "target_id", "选另一个同级的单位"),
        ("MERGE", COUNTY, {"target_id": CITY}, "target_id", "选另一个同级的单位"),
        ("SPLIT", COUNTY, {"name": "新湖区"}, "part_ids", "选划出去的学校"),
        ("RENAME", COUNTY, {"name": " "}, "name", "填新名称"),
        ("RENAME", COUNTY, {"name": "天心区"}, "name", "这个上级下已有同名的单位"),
        ("RENAME", COUNTY, {"name": "新区", "code": "430103"}, "code", "代码已经用在“天心区”"),
        ("RENAME", COUNTY, {"name": "新区", "code": "4301"}, "code", "“4301”不是这一级的代码"),
        ("RENAME", COUNTY, {"name": "新区", "code": "999999"}, "code", "“999999”不是省、市、县的行政区划代码"),
        ("RENAME", 99, {"name": "新区"}, "unit_id", ""),
    ],
)
def test_bad_change_is_refused_with_its_reason(cast, now, kind, unit, named, field, reason):
    asked = replace(plan(kind, unit, now), **named)
    if not reason:
        with pytest.raises(NotVisible):
            planned(JOB, now, asked)
        return
    with pytest.raises(Invalid) as caught:
        planned(JOB, now, asked)

    assert (field, reason) in reasons(caught)


def test_split_names_what_does_not_fit(cast, now):
    school, foreign = cast.school.id, cast.foreign_school.id
    for parts, words in (
        ((foreign,), "不在“芙蓉区”下：江北小学"),
        ((cast.school.classes[0].id,), "有1个不直接在“芙蓉区”下"),
        ((school, cast.neighbor_school.id), "全部划走后“芙蓉区”就空了，用合并"),
    ):
        with pytest.raises(Invalid) as caught:
            planned(JOB, now, plan("SPLIT", COUNTY, now, part_ids=parts, name="新湖区"))
        assert ("part_ids", words) in reasons(caught)


def test_closed_unit_is_not_changed_and_none_goes_to_it(cast, now):
    (zone,) = org_services.create_units(
        actor=JOB, now=now, units=[org_services.NewUnit("COUNTY", "高新区", CITY, valid_from=dt.date(2024, 1, 1))]
    )
    org_services.close_unit(actor=JOB, now=now, unit_id=zone.id, from_day=now.date())

    for asked in (plan("RENAME", zone.id, now, name="新"), plan("MERGE", COUNTY, now, target_id=zone.id)):
        with pytest.raises(Invalid) as caught:
            planned(JOB, now, asked)
        assert "“高新区”已经停用" in [words for _field, words in reasons(caught)]


@pytest.mark.parametrize(
    ("kind", "unit", "named"),
    [
        ("MERGE", "county", {"target_id": OTHER_COUNTY}),
        ("MOVE", "school", {"target_id": OTHER_COUNTY}),
        ("MOVE", "county", {"target_id": OTHER_CITY}),
    ],
)
def test_overlapping_changes_are_refused_until_the_first_is_withdrawn(cast, now, kind, unit, named):
    units = {"county": COUNTY, "school": cast.school.id}
    first = planned(JOB, now, plan("MERGE", cast.school.id, now, target_id=cast.neighbor_school.id))
    asked = plan(kind, units[unit], now, **named)

    with pytest.raises(Invalid) as caught:
        planned(JOB, now, asked)

    assert reasons(caught) == [("unit_id", "和已安排的“育英小学”合并（2026-11-24起）冲突，先撤回那一项")]
    services.withdraw_change(actor=JOB, now=now, change_id=first)
    assert planned(JOB, now, asked)


def test_withdrawn_change_never_takes_effect_and_is_not_withdrawn_twice(cast, now):
    made = planned(JOB, now, plan("MOVE", cast.school.id, now, target_id=OTHER_COUNTY))
    services.withdraw_change(actor=cast.actor("admin", now), now=now, change_id=made)

    assert jobs.apply_due(now + DAY) == 0
    with pytest.raises(services.ChangeOver):
        services.withdraw_change(actor=cast.actor("admin", now), now=now, change_id=made)
    assert orgs.next_office(cast.school.id).id == COUNTY


@pytest.mark.parametrize(
    ("who", "error"),
    [("county", Forbidden), ("principal", Forbidden), ("teacher", NotVisible), ("auditor", Forbidden),
     ("school_admin", queries.RunElsewhere), ("other_city", NotVisible), ("foreign", NotVisible)],
)  # fmt: skip
def test_only_whoever_runs_a_unit_changes_it(cast, now, who, error):
    with pytest.raises(error):
        planned(cast.actor(who, now), now, plan("MOVE", cast.school.id, now, target_id=OTHER_COUNTY))


def test_no_name_is_learned_by_naming_units_of_others_as_parts(cast, now):
    keeper = replace(cast.actor("admin", now), grants=(Grant(unit_by_id(CITY), "ADMINISTRATOR"),))

    for part, error in ((cast.foreign_school.id, Invalid), (OTHER_CITY, NotVisible), (99_999_999, NotVisible)):
        with pytest.raises(error):
            planned(keeper, now, plan("SPLIT", COUNTY, now, part_ids=(part,), name="新湖区", code="430199"))
