"""Who was in an area at risk: by name in the school with a task, as counts above it, until each has a decision."""

import datetime as dt

import pytest

from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.tasks.models import Task
from sizao.demo.cast import COUNTY, OTHER_COUNTY
from sizao.detect.journeys import jobs, queries, services
from sizao.detect.journeys.models import Answer, FollowUp, Stay, Trip
from sizao.detect.journeys.tests.conftest import JOB
from sizao.registry.tags import queries as tags

pytestmark = pytest.mark.django_db


def tasks(cast) -> list[tuple[int, str]]:
    rows = Task.objects.whole_tree(reason="test").filter(kind="journeys.follow_up")
    return list(rows.order_by("opened_at", "id").values_list("school_id", "state"))


def shown(cast, now, who="doctor", school_id=None):
    return services.show_touched(actor=cast.actor(who, now), now=now, school_id=school_id or cast.school.id)


def decide(cast, now, line, outcome="MEASURE", reason="", who="doctor"):
    found = line.touched
    services.decide(
        actor=cast.actor(who, now), now=now, school_id=found.school_id, answer_id=found.answer_id,
        risk_id=found.risk.id, outcome=outcome, reason=reason,
    )  # fmt: skip


def test_area_that_comes_to_be_at_risk_opens_a_task_where_somebody_was(cast, now, collect, say, away, risk, tell):
    row = collect()
    say(row, away())
    tell()
    assert tasks(cast) == []

    risk()
    for _ in range(2):
        tell()
    assert tasks(cast) == [(cast.school.id, "OPEN")]
    (line,) = shown(cast, now)
    assert (line.name, line.touched.touch.latest_day) == ("安子宁", now.date() - dt.timedelta(days=3))
    assert line.until == now.date() + dt.timedelta(days=11)


def test_measure_is_a_tag_that_expires_and_the_last_decision_closes_the_task(cast, now, collect, say, away, risk, tell):
    row = collect()
    say(row, away())
    say(row, away(), who="teacher", person_id=cast.school.classes[0].people[5])
    risk()
    tell()
    first, second = shown(cast, now)

    decide(cast, now, first)
    assert tasks(cast) == [(cast.school.id, "OPEN")]
    with pytest.raises(Invalid) as refused:
        decide(cast, now, second, "NO_MEASURE")
    assert refused.value.problems[0].field == "reason"
    decide(cast, now, second, "NO_MEASURE", "没有出过高铁站")

    assert tasks(cast) == [(cast.school.id, "CLOSED")]
    (tag,) = tags.list_tags(cast.actor("doctor", now), school_id=cast.school.id, day=now.date())
    assert (tag.reason, tag.person.id, tag.days_left) == ("RETURNEE", first.said.answer.person_id, 12)
    jobs.open_follow_ups(now + dt.timedelta(days=1))
    assert tasks(cast) == [(cast.school.id, "CLOSED")]


def test_second_area_keeps_the_tag_as_long_as_the_longer_needs(cast, now, collect, say, away, risk):
    say(collect(), away())
    risk(latest=6)
    risk("430100")
    for line in sorted(shown(cast, now), key=lambda one: one.until):
        decide(cast, now, line)
    (tag,) = tags.list_tags(cast.actor("doctor", now), school_id=cast.school.id, day=now.date())
    assert tag.days_left == 12
    for line in shown(cast, now):
        assert line.touched.decided is not None


def test_staff_by_account_are_followed_up_without_a_tag_and_in_words(cast, now, collect, say, away, risk, tell):
    say(collect(), away(), who="teacher", person_id=None)
    risk()
    tell()
    (line,) = shown(cast, now)
    assert line.name == "王敏"
    with pytest.raises(Invalid):
        decide(cast, now, line)
    decide(cast, now, line, reason="居家测温三天")
    assert tasks(cast) == [(cast.school.id, "CLOSED")]


def test_what_touches_nothing_any_more_cancels_the_task(cast, now, collect, say, away, risk, tell):
    row = collect()
    say(row, away())
    risk()
    tell()
    say(row)
    tell()
    assert tasks(cast) == [(cast.school.id, "CANCELLED")] and shown(cast, now) == []


def test_area_taken_back_cancels_and_one_that_ended_is_still_followed(cast, now, collect, say, away, risk, tell):
    say(collect(), away())
    county = cast.actor("county", now)
    wrong = risk()
    tell()
    services.withdraw_risk(actor=county, now=now, unit_id=COUNTY, risk_id=wrong.id)
    tell()
    assert tasks(cast) == [(cast.school.id, "CANCELLED")]

    right = risk()
    services.end_risk(
        actor=county, now=now, unit_id=COUNTY, risk_id=right.id, latest_day=now.date() - dt.timedelta(days=5)
    )
    tell()
    (line,) = shown(cast, now)
    assert line.touched.touch.latest_day == now.date() - dt.timedelta(days=5)
    assert tasks(cast)[-1] == (cast.school.id, "OPEN")


def test_stay_that_was_told_ahead_comes_true(cast, now, collect, say, away, risk, tell):
    say(collect(), away(first=-2, latest=-5))
    risk()
    tell()
    assert tasks(cast) == []
    jobs.open_follow_ups(now + dt.timedelta(days=2))
    assert tasks(cast) == [(cast.school.id, "OPEN")]


def test_area_of_another_county_says_nothing_here(cast, now, collect, say, away, risk, tell):
    say(collect(), away())
    risk(unit_id=OTHER_COUNTY)
    tell()
    assert tasks(cast) == [] and shown(cast, now) == []


def test_offices_count_and_never_see_who(cast, now, collect, say, away, risk):
    row = collect()
    say(row, away())
    say(row, away(street="430181001"), who="teacher", person_id=cast.school.classes[0].people[5])
    one = risk("430181001")
    unit = cast.actor("county", now).acting_unit
    assert queries.count_touched(unit, now.date()) == {one.id: (2, 1)}
    assert sorted(line.touched.touch.is_certain for line in shown(cast, now)) == [False, True]
    for who, error in (
        ("county", Forbidden),
        ("principal", Forbidden),
        ("teacher", NotVisible),
        ("foreign", NotVisible),
    ):
        with pytest.raises(error):
            shown(cast, now, who)
    for model in (Answer, Stay, Trip, FollowUp):
        assert not model.objects.visible_to(cast.actor("county", now)).exists()


@pytest.mark.parametrize(
    ("who", "unit", "error"),
    [("principal", "school", Forbidden), ("doctor", "school", Forbidden), ("county", "other", NotVisible),
     ("county", "school", Forbidden), ("inspector", "county", Forbidden)],
)  # fmt: skip
def test_only_offices_list_areas(cast, now, risk, who, unit, error):
    ids = {"school": cast.school.id, "county": COUNTY, "other": OTHER_COUNTY}
    with pytest.raises(error):
        risk(unit_id=ids[unit], actor=cast.actor(who, now))


def test_area_is_listed_once(risk):
    risk()
    with pytest.raises(Invalid):
        risk()


def test_each_look_and_each_export_stay_on_record(cast, now, collect, say, away, risk):
    row = collect()
    say(row, away())
    risk()
    shown(cast, now)
    made = services.export_answers(
        actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, collection_id=row.id, purpose="核对返校"
    )
    rows = AuditEntry.objects.whole_tree(reason="test")
    assert rows.get(action="journeys.touched.shown").purpose == "风险地区人员跟进"
    assert rows.get(action="journeys.list.exported").purpose == "核对返校"
    staff = queries.count_staff([cast.school.id], now.date())[cast.school.id]
    assert made.row_count == 36 + 38 + 30 + 3 + staff
    with pytest.raises(Forbidden):
        services.export_answers(
            actor=cast.actor("county", now), now=now, school_id=cast.school.id, collection_id=row.id, purpose="看看"
        )


def test_window_is_the_policy_of_the_place(cast, now, collect, say, away, risk):
    from sizao.registry.policies import services as policies

    say(collect(), away(first=25, latest=18))
    risk(first=30)
    assert shown(cast, now) == []
    policies.set_value(
        actor=JOB, now=now, unit_id=COUNTY, key="journeys.risk_days", value=21, starts_on=now.date(), reason="疫情"
    )
    assert len(shown(cast, now)) == 1
