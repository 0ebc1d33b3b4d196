"""A register: rated, rated again, moved through its loop by its own people; overdue reviews climb."""

import datetime as dt

import pytest

from sizao.core import escalate
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.loops import MoveRefused
from sizao.core.notify.models import Notice
from sizao.demo.cast import CITY, COUNTY
from sizao.prepare.risks import queries, services

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def doctor(cast, now):
    return cast.actor("doctor", now)


def moved(row, actor, now, move: str, reason: str = "滤芯已换，有记录"):
    place = {"actor": actor, "now": now, "school_id": row.school_id, "point_id": row.id}
    return services.move_point(**place, move=move, reason=reason)


def assessed(row, actor, now, new, note: str = "", **changes):
    place = {"actor": actor, "now": now, "school_id": row.school_id, "point_id": row.id}
    return services.assess_point(**place, new=new(**changes), note=note)


def test_every_rating_stays_in_the_history(cast, put, new, doctor, now):
    row = put(cast.school.id, actor=doctor)
    later = now + 20 * DAY
    review = later.date() + 30 * DAY
    assessed(row, doctor, later, new, "换过两次，没有再超标", likelihood=1, review_on=review)
    row = queries.get_point(doctor, school_id=row.school_id, point_id=row.id)

    assert (row.score, row.review_on, row.state_due_at.date()) == (4, review, review)
    found = [(one.likelihood * one.impact, one.note) for one in queries.list_assessments(doctor, row)]
    assert found == [(4, "换过两次，没有再超标"), (12, "")]


def test_loop_runs_from_open_to_gone_and_back(cast, put, doctor, now):
    row = put(cast.school.id)
    states = [moved(row, doctor, now, move).state for move in ("control", "fall_back", "control", "close", "reopen")]

    assert states == ["CONTROLLED", "OPEN", "CONTROLLED", "CLOSED", "OPEN"]
    row = queries.get_point(doctor, school_id=row.school_id, point_id=row.id)
    assert row.review_on == now.date() + 30 * DAY and row.state_due_at is not None


def test_measure_in_place_keeps_the_date_of_the_review(cast, put, doctor, now):
    row = put(cast.school.id)

    assert moved(row, doctor, now, "control").state_due_at == row.state_due_at is not None


def test_gone_point_is_not_rated_and_its_clock_stands_still(cast, put, new, doctor, now):
    row = moved(put(cast.school.id), doctor, now, "close")

    assert row.state_due_at is None
    with pytest.raises(services.PointClosed):
        assessed(row, doctor, now, new)
    with pytest.raises(MoveRefused):
        moved(row, doctor, now, "control")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_move_needs_a_reason_that_fits(cast, put, doctor, now, reason):
    with pytest.raises(Invalid):
        moved(put(cast.school.id), doctor, now, "close", reason)


def test_same_name_stands_once_and_may_come_again_when_gone(cast, put, doctor, now):
    row = put(cast.school.id)
    with pytest.raises(Invalid) as refused:
        put(cast.school.id)
    assert [one.text() for one in refused.value.problems] == ["已有同名的风险点"]

    moved(row, doctor, now, "close")
    put(cast.school.id)
    with pytest.raises(Invalid):
        moved(row, doctor, now, "reopen")


def test_register_is_changed_by_its_own_people_alone(cast, put, new, now):
    row = put(cast.school.id)
    county, neighbor = cast.actor("county", now), cast.actor("neighbor_principal", now)

    with pytest.raises(Forbidden):
        moved(row, county, now, "close")
    with pytest.raises(Forbidden):
        services.add_point(actor=county, now=now, unit_id=cast.school.id, new=new())
    with pytest.raises(NotVisible):
        moved(row, neighbor, now, "close")


def test_city_keeps_no_register_of_its_own(put):
    with pytest.raises(services.NoRegister):
        put(CITY)


def test_offices_see_counts_and_the_highest_of_what_is_below(cast, put, doctor, now):
    put(cast.school.id, likelihood=5, impact=5, title="甲")
    put(cast.school.id, likelihood=2, impact=5, title="乙")
    put(cast.neighbor_school.id, likelihood=1, impact=1, title="丙")
    put(cast.foreign_school.id, likelihood=5, impact=3, title="丁")
    put(COUNTY, level="COUNTY", likelihood=4, impact=4, title="戊")
    moved(put(cast.school.id, title="己"), doctor, now, "close")
    county, city = cast.actor("county", now), cast.actor("city", now)
    late = now.date() + 31 * DAY

    by_school = [(one.unit_id, one.severe, one.high, one.other, one.overdue)
                 for one in queries.count_below(county, county.acting_unit, late)]  # fmt: skip
    assert by_school == [(cast.school.id, 1, 1, 0, 2), (cast.neighbor_school.id, 0, 0, 1, 1)]
    by_county = [(one.unit_id, one.severe) for one in queries.count_below(city, city.acting_unit, late)]
    assert by_county == [(COUNTY, 2), (430_103, 1)]
    assert [one.title for one in queries.list_highest_below(county, county.acting_unit)] == ["甲", "乙", "丙"]
    assert [one.title for one in queries.list_highest_below(city, city.acting_unit)] == ["甲", "戊", "丁", "乙", "丙"]


def test_overdue_review_is_told_to_the_unit_and_a_week_later_to_the_county(cast, put, now):
    row = put(cast.school.id)
    due = row.state_due_at
    escalate.run(now=due + dt.timedelta(minutes=1))
    first = set(Notice.objects.filter(about__contains=str(row.id)).values_list("recipient_id", flat=True))
    escalate.run(now=due + 7 * DAY + dt.timedelta(minutes=1))
    told = set(Notice.objects.filter(about__contains=str(row.id)).values_list("recipient_id", flat=True))

    own = {cast.users[one] for one in ("principal", "reporter", "doctor", "health")}
    assert first == own and told - first == {cast.users["county"]}
