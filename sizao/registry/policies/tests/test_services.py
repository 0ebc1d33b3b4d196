"""Setting values and taking them back, terms, local days, national days; and whom a change reaches."""

import datetime as dt

import pytest

from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY, PROVINCE
from sizao.registry.policies import queries, services
from sizao.registry.policies.models import CalendarDay, NationalDay, PolicyValue, Term
from sizao.registry.policies.queries import ClosesBelow
from sizao.registry.policies.rules import DayKind, LooserThanAbove, NationalRow, SlotNeverOpen, get_key

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
DUE, OPENS = "checks.morning.due", "checks.morning.opens"


@pytest.fixture
def today(now) -> dt.date:
    return now.date()


@pytest.fixture
def set_value(now, today):
    def put(unit_id: int, key: str, value: object, *, actor: Actor = JOB, days: int = 0) -> PolicyValue:
        day = today + dt.timedelta(days=days)
        return services.set_value(
            actor=actor, now=now, unit_id=unit_id, key=key, value=value, starts_on=day, reason="试"
        )

    return put


def holds(unit_id: int, key: str, day: dt.date) -> str:
    value = queries.get_resolved(unit_id, key, day).value
    return value.strftime("%H:%M")


def reasons(caught: pytest.ExceptionInfo) -> list[tuple[str, str]]:
    return [(one.field, one.text()) for one in caught.value.problems]


def test_lower_level_tightens_and_never_weakens(cast, set_value, today):
    set_value(CITY, DUE, "10:00")
    set_value(COUNTY, DUE, "09:30")

    with pytest.raises(LooserThanAbove, match="上级定为09:30，下级只能更早，不能定为09:45"):
        set_value(cast.school.id, DUE, "09:45")
    assert holds(cast.school.id, DUE, today) == "09:30"
    assert holds(cast.foreign_school.id, DUE, today) == "10:00"


def test_upper_level_that_tightens_later_overrules_what_is_looser_below(cast, set_value, today):
    set_value(cast.school.id, DUE, "09:30")
    set_value(COUNTY, DUE, "09:00")

    assert holds(cast.school.id, DUE, today) == "09:00"
    county = unit_by_id(COUNTY)
    (lower,) = queries.list_lower_settings(county, get_key(DUE), today)
    assert (lower.unit_id, lower.is_holding) == (cast.school.id, False)


def test_value_of_the_past_is_not_set(set_value):
    with pytest.raises(Invalid) as caught:
        set_value(COUNTY, DUE, "09:30", days=-1)

    assert reasons(caught) == [("starts_on", "不能早于今天")]


def test_session_is_not_closed_by_its_own_times(set_value):
    with pytest.raises(SlotNeverOpen):
        set_value(COUNTY, DUE, "06:00")


def test_session_of_a_unit_below_is_not_closed_either(cast, set_value):
    set_value(cast.school.id, OPENS, "07:30")

    with pytest.raises(ClosesBelow, match="“育英小学”等1个下级单位会没有填报时间（开始07:30，截止07:00）"):
        set_value(COUNTY, DUE, "07:00")


def test_own_value_is_taken_back_from_a_later_day_on(set_value, now, today, cast):
    set_value(COUNTY, DUE, "09:30")
    set_value(COUNTY, DUE, "09:00", days=10)

    services.reset_value(
        actor=cast.actor("county", now), now=now, unit_id=COUNTY, key=DUE, from_day=today + dt.timedelta(days=3)
    )

    days = [holds(cast.school.id, DUE, today + dt.timedelta(days=ahead)) for ahead in (0, 2, 3, 12)]
    assert days == ["09:30", "09:30", "10:30", "10:30"]
    assert AuditEntry.objects.whole_tree(reason="test").filter(action="policies.value.withdrawn").count() == 2


def test_value_set_again_after_it_was_taken_back_holds(set_value, now, today, cast):
    set_value(COUNTY, DUE, "09:30")
    tomorrow = today + dt.timedelta(days=1)
    services.reset_value(actor=JOB, now=now, unit_id=COUNTY, key=DUE, from_day=tomorrow)
    set_value(COUNTY, DUE, "09:00")

    assert holds(cast.school.id, DUE, tomorrow) == "09:00"


@pytest.mark.parametrize(("days", "reason"), [(0, "从明天或以后取消"), (1, "那天起本单位没有设定")])
def test_nothing_is_taken_back_today_or_when_nothing_is_set(now, today, days, reason):
    with pytest.raises(Invalid) as caught:
        services.reset_value(actor=JOB, now=now, unit_id=COUNTY, key=DUE, from_day=today + dt.timedelta(days=days))

    assert reasons(caught) == [("from_day", reason)]


@pytest.mark.parametrize(
    ("who", "error"), [("teacher", NotVisible), ("other_county", NotVisible), ("inspector", Forbidden)]
)
def test_others_do_not_set(cast, now, today, who, error):
    actor = cast.actor(who, now)
    with pytest.raises(error):
        services.reset_value(actor=actor, now=now, unit_id=COUNTY, key=DUE, from_day=today + dt.timedelta(days=1))
    with pytest.raises(error):
        services.add_term(
            actor=actor, now=now, unit_id=COUNTY, name="春", starts_on=today, ends_on=today.replace(day=30)
        )


def test_change_reaches_all_below_less_those_who_keep_their_own(cast, set_value, today):
    set_value(cast.school.id, DUE, "09:00")
    county, key = unit_by_id(COUNTY), get_key(DUE)
    lower = queries.list_lower_settings(county, key, today)

    looser = queries.affected_below(county.territory_path, queries.exempt_paths(lower, key, dt.time(9, 30)), today)
    tighter = queries.affected_below(county.territory_path, queries.exempt_paths(lower, key, dt.time(8, 30)), today)

    assert (looser.counts["SCHOOL"], looser.counts["CLASS"], looser.exempt_schools) == (1, 1, 1)
    assert (tighter.counts["SCHOOL"], tighter.counts["CLASS"], tighter.exempt_schools) == (2, 4, 0)


def term(now, unit_id: int, first: str, end: str, name: str = "学期") -> Term:
    return services.add_term(
        actor=JOB, now=now, unit_id=unit_id, name=name, starts_on=dt.date.fromisoformat(first),
        ends_on=dt.date.fromisoformat(end),
    )  # fmt: skip


def test_terms_of_one_unit_do_not_overlap_and_the_error_names_the_other(now):
    term(now, COUNTY, "2026-09-01", "2027-01-20", "上学期")

    with pytest.raises(Invalid) as caught:
        term(now, COUNTY, "2027-01-19", "2027-07-01", "下学期")

    assert reasons(caught) == [("starts_on", "和“上学期”（2026-09-01至2027-01-19）重叠")]
    term(now, COUNTY, "2027-01-20", "2027-07-01", "下学期")
    term(now, CITY, "2026-10-01", "2027-02-20")


@pytest.mark.parametrize(
    ("name", "end", "problem"),
    [(" ", "2027-01-01", ("name", "填学期名称")), ("学期", "2026-09-01", ("ends_on", "结束要晚于开始"))],
)
def test_bad_term_is_refused(now, name, end, problem):
    with pytest.raises(Invalid) as caught:
        term(now, COUNTY, "2026-09-01", end, name)

    assert reasons(caught) == [problem]


def test_term_is_changed_and_removed_and_its_place_taken_by_the_level_above(cast, now, today):
    made = term(now, COUNTY, "2026-09-01", "2026-11-01")
    county = unit_by_id(cast.school.id)
    tomorrow = today + dt.timedelta(days=1)
    assert queries.list_verdicts(county, today, tomorrow)[today].kind == DayKind.VACATION

    services.change_term(
        actor=JOB, now=now, unit_id=COUNTY, term_id=made.id, name="秋季", starts_on=made.starts_on,
        ends_on=dt.date(2027, 1, 1),
    )  # fmt: skip
    assert queries.list_verdicts(county, today, tomorrow)[today].from_unit_id == COUNTY

    services.remove_term(actor=JOB, now=now, unit_id=COUNTY, term_id=made.id)
    assert queries.list_verdicts(county, today, tomorrow)[today].from_unit_id == PROVINCE


def test_term_of_another_unit_is_not_changed(now, cast):
    made = term(now, OTHER_COUNTY, "2026-09-01", "2027-01-20")
    county = cast.actor("county", now)

    with pytest.raises(NotVisible):
        services.remove_term(actor=county, now=now, unit_id=COUNTY, term_id=made.id)
    with pytest.raises(NotVisible):
        services.change_term(
            actor=county, now=now, unit_id=COUNTY, term_id=made.id, name="x", starts_on=made.starts_on,
            ends_on=made.ends_on,
        )  # fmt: skip


def test_days_of_a_month_cost_the_same_as_one(cast, now, django_assert_num_queries):
    services.set_days(actor=JOB, now=now, unit_id=COUNTY, days=[dt.date(2026, 11, 24)], kind="LOCAL_OFF", reason="台风")
    school = unit_by_id(cast.school.id)

    with django_assert_num_queries(3):
        verdicts = queries.list_verdicts(school, dt.date(2026, 9, 1), dt.date(2027, 2, 1))

    assert (verdicts[dt.date(2026, 11, 24)].reason, verdicts[dt.date(2026, 11, 24)].from_unit_id) == ("台风", COUNTY)
    assert verdicts[dt.date(2026, 10, 1)].kind == DayKind.HOLIDAY
    for day in (dt.date(2026, 10, 10), dt.date(2026, 11, 24), dt.date(2026, 11, 28)):
        assert verdicts[day] == queries.get_plan(school.id, day).verdict


def test_local_day_is_taken_back(cast, now):
    day = dt.date(2026, 11, 27)
    principal, school = cast.actor("principal", now), cast.school.id
    services.set_days(actor=principal, now=now, unit_id=school, days=[day], kind="LOCAL_OFF", reason="运动会")

    services.remove_days(actor=principal, now=now, unit_id=school, days=[day])

    assert not CalendarDay.objects.whole_tree(reason="test").filter(unit_id=school).exists()
    with pytest.raises(Invalid):
        services.remove_days(actor=principal, now=now, unit_id=school, days=[day])


NEXT_YEAR = [
    NationalRow(dt.date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),
    NationalRow(dt.date(2027, 1, 2), DayKind.MAKE_UP, ""),
]


def test_announced_year_replaces_what_was_known_of_it_and_nothing_else(cast, now, today):
    admin = cast.actor("admin", now)
    assert queries.list_missing_years(today) == (2027,)
    services.import_national_days(actor=admin, now=now, rows=NEXT_YEAR, source="国办发明电〔2026〕7号")
    old = NationalDay.objects.filter(day__year=2026).count()

    services.import_national_days(actor=admin, now=now, rows=NEXT_YEAR[:1], source="更正")

    assert queries.list_missing_years(today) == ()
    assert [(row.day, row.source) for row in NationalDay.objects.filter(day__year=2027)] == [
        (dt.date(2027, 1, 1), "更正")
    ]
    assert NationalDay.objects.filter(day__year=2026).count() == old


@pytest.mark.parametrize("who", ["school_admin", "county", "province", "principal", "auditor"])
def test_only_an_administrator_of_a_province_imports(cast, now, who):
    with pytest.raises(Forbidden):
        services.import_national_days(actor=cast.actor(who, now), now=now, rows=NEXT_YEAR, source="x")


@pytest.mark.parametrize(("rows", "source", "field"), [([], "x", "file"), (NEXT_YEAR, " ", "source")])
def test_import_needs_rows_and_a_source(cast, now, rows, source, field):
    with pytest.raises(Invalid) as caught:
        services.import_national_days(actor=cast.actor("admin", now), now=now, rows=rows, source=source)

    assert [one.field for one in caught.value.problems] == [field]
