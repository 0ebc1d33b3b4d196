"""Changes of the rules: two persons, from a day on, tighter only; what is refused leaves everything as it was."""

import datetime as dt

import pytest

from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.loops import MoveRefused, OtherPersonNeeded
from sizao.demo.cast import COUNTY
from sizao.detect.rulebook import queries, services
from sizao.detect.rulebook.tests.approving import approved, drafted, second
from sizao.epi import packs
from sizao.epi.thresholds import DayMode

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BASE = "SIG-CLASSDORM-1D3"
TWO = {"at_least": 2, "text": "1天内同一班级2例"}


@pytest.fixture
def county(cast, now):
    return cast.actor("county", now)


@pytest.fixture
def other(cast, now):
    return second(cast, now, unit_id=COUNTY)


def book(school, now):
    return queries.rule_books([school.id], now)[school.id]


def test_pack_holds_for_the_schools_of_the_office_alone(cast, now, county, other):
    approved(county, other, now, "PACK", "huzhou")

    assert "HUZ-HFMD-5" in book(cast.school, now).by_id
    assert "HUZ-HFMD-5" not in book(cast.foreign_school, now).by_id


def test_books_of_many_schools_take_one_query(cast, now, county, other, django_assert_num_queries):
    approved(county, other, now, "PACK", "huzhou")
    schools = [cast.school.id, cast.neighbor_school.id, cast.foreign_school.id]
    queries.rule_books(schools, now)

    with django_assert_num_queries(1):
        books = queries.rule_books(schools, now)

    assert books[cast.school.id] is books[cast.neighbor_school.id]


def test_draft_and_proposal_change_nothing(cast, now, county):
    row = drafted(county, now, "PACK", "huzhou")
    services.preview_change(actor=county, now=now, change_id=row.id)
    services.propose_change(actor=county, now=now, change_id=row.id)

    assert "HUZ-HFMD-5" not in book(cast.school, now).by_id


def test_one_person_cannot_approve_what_they_proposed(now, county):
    row = drafted(county, now, "PACK", "huzhou")
    services.preview_change(actor=county, now=now, change_id=row.id)
    services.propose_change(actor=county, now=now, change_id=row.id)

    with pytest.raises(OtherPersonNeeded):
        services.approve_change(actor=county, now=now, change_id=row.id)


def test_city_cannot_approve_in_place_of_the_county(cast, now, county):
    row = drafted(county, now, "PACK", "huzhou")
    services.preview_change(actor=county, now=now, change_id=row.id)
    services.propose_change(actor=county, now=now, change_id=row.id)

    with pytest.raises(Forbidden):
        services.approve_change(actor=cast.actor("city", now), now=now, change_id=row.id)
    with pytest.raises(NotVisible):
        services.approve_change(actor=cast.actor("other_county", now), now=now, change_id=row.id)


def test_change_that_was_not_tried_is_not_proposed(now, county):
    row = drafted(county, now, "PACK", "huzhou")

    with pytest.raises(services.NotPreviewed):
        services.propose_change(actor=county, now=now, change_id=row.id)


def test_change_holds_from_its_day_on(cast, now, county, other):
    approved(county, other, now, "PACK", "huzhou", starts_on=now.date() + DAY)

    assert "HUZ-HFMD-5" not in book(cast.school, now).by_id
    assert "HUZ-HFMD-5" in book(cast.school, now + DAY).by_id


def test_ended_change_holds_no_more_and_cannot_be_approved_again(cast, now, county, other):
    row = approved(county, other, now, "PACK", "huzhou")
    services.withdraw_change(actor=county, now=now + DAY, change_id=row.id, reason="季节已过")

    assert "HUZ-HFMD-5" in book(cast.school, now).by_id
    assert "HUZ-HFMD-5" not in book(cast.school, now + DAY).by_id
    with pytest.raises(MoveRefused):
        services.approve_change(actor=other, now=now + DAY, change_id=row.id)


def test_pack_that_a_unit_above_switched_on_is_not_switched_on_again(cast, now, county):
    city = cast.actor("city", now)
    approved(city, second(cast, now, unit_id=430_100, role="CITY_OFFICER"), now, "PACK", "huzhou")

    with pytest.raises(services.AlreadyInForce):
        drafted(county, now, "PACK", "huzhou")
    assert "HUZ-HFMD-5" in book(cast.foreign_school, now).by_id


def test_tighter_rule_stands_beside_the_national_one(cast, now, county, other):
    approved(county, other, now, "TIGHTER", BASE, content=TWO)
    found = book(cast.school, now).by_id

    own = found[f"{COUNTY}-{BASE}"]
    assert own.condition.at_least == 2 and own.family_key == packs.get(BASE).family_key
    assert found[BASE] == packs.get(BASE)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"at_least": 3, "text": "x"}, "at_least"),
        ({"at_least": 0, "text": "x"}, "at_least"),
        ({"hours": 25, "text": "x"}, "hours"),
        ({"text": "x"}, "at_least"),
        ({"at_least": 2, "text": " "}, "text"),
        ({"at_least": 2, "text": packs.get(BASE).text}, "text"),
    ],
)
def test_looser_empty_or_impossible_numbers_are_refused(now, county, content, field):
    with pytest.raises(Invalid) as refused:
        drafted(county, now, "TIGHTER", BASE, content=content)

    assert field in {one.field for one in refused.value.problems}


def test_county_cannot_be_looser_than_its_city(cast, now, county):
    city = cast.actor("city", now)
    other_of_city = second(cast, now, unit_id=430_100, role="CITY_OFFICER")
    approved(city, other_of_city, now, "TIGHTER", BASE, content={"hours": 6, "text": "6小时内报告"})

    with pytest.raises(Invalid):
        drafted(county, now, "TIGHTER", BASE, content={"hours": 12, "text": "12小时内报告"})


@pytest.mark.parametrize(("kind", "subject"), [("PACK", "nowhere"), ("TIGHTER", "NO-RULE"), ("SETTING", "COLOR")])
def test_unknown_subjects_are_refused(now, county, kind, subject):
    with pytest.raises(Invalid):
        drafted(county, now, kind, subject, content={"value": "x", "at_least": 1, "text": "x"})


def test_change_needs_a_source_and_no_past_day(now, county):
    with pytest.raises(Invalid) as refused:
        drafted(county, now, "PACK", "huzhou", source=" ", starts_on=now.date() - DAY)

    assert {one.field for one in refused.value.problems} == {"source", "starts_on"}


def test_next_version_ends_the_one_before_and_overlap_is_refused(cast, now, county, other):
    first = approved(county, other, now, "TIGHTER", BASE, content=TWO)
    later = {"at_least": 1, "text": "1天内同一班级1例"}
    approved(county, other, now, "TIGHTER", BASE, content=later, starts_on=now.date() + DAY)
    first.refresh_from_db()

    assert first.until == now.date() + DAY
    assert book(cast.school, now).by_id[f"{COUNTY}-{BASE}"].condition.at_least == 2
    assert book(cast.school, now + DAY).by_id[f"{COUNTY}-{BASE}"].condition.at_least == 1
    with pytest.raises(Invalid):
        drafted(county, now, "TIGHTER", BASE, content=TWO)


def test_reading_is_chosen_by_the_office(cast, now, county, other):
    approved(county, other, now, "SETTING", "DAY_MODE", content={"value": "ROLLING_24H"})

    assert book(cast.school, now).settings.day_mode is DayMode.ROLLING_24H
    assert book(cast.foreign_school, now).settings.day_mode is DayMode.CALENDAR_DAY


@pytest.mark.parametrize("who", ["teacher", "principal", "guardian", "inspector"])
def test_those_of_no_office_put_nothing_forward(cast, now, who):
    actor = cast.actor(who, now)
    change = services.NewChange("PACK", "huzhou", "文", now.date())

    with pytest.raises((Forbidden, NotVisible)):
        services.draft_change(actor=actor, now=now, unit_id=COUNTY, change=change)
