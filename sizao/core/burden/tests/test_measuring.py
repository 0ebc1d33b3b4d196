"""From the open form to a count: once an entry, without a person, at every level above."""

import datetime as dt

import pytest
from django.core import signing

from sizao.core.actor import Actor, unit_by_id
from sizao.core.burden import queries, rules, services
from sizao.core.burden.models import Cost
from sizao.core.errors import Forbidden, NotVisible
from sizao.detect.checks import services as checks

pytestmark = pytest.mark.django_db
COUNTY, CITY, PROVINCE = 430_102, 430_100, 430_000
CHECK = "checks.MORNING"


def entered(group, now: dt.datetime, seconds: float, times: int = 1) -> None:
    for _ in range(times):
        stamped = services.stamp(CHECK, group, now=now)
        services.note(stamped, role="HOMEROOM_TEACHER", now=now + dt.timedelta(seconds=seconds))


def line_of(unit) -> list[int]:
    return [int(part) for part in unit.territory_path.strip("/").split("/")]


@pytest.fixture
def group(cast):
    return unit_by_id(cast.school.classes[0].id)


def test_entry_is_counted_once_for_the_school_and_each_office_above(cast, now, group):
    entered(group, now, 9)

    rows = {row.school_id: row for row in Cost.objects.whole_tree(reason="test")}
    assert set(rows) == {cast.school.id, COUNTY, CITY, PROVINCE}
    assert all(sum(row.counts) == 1 and row.week == dt.date(2026, 11, 23) for row in rows.values())


def test_nothing_that_is_kept_names_a_person_or_a_moment():
    names = {field.name for field in Cost._meta.get_fields()} - {"pk"}
    assert names == {"school_id", "week", "ask", "role", "counts"}


@pytest.mark.parametrize("seconds", [-5, rules.OLDEST_STAMP_SECONDS + 1])
def test_stamp_of_another_time_counts_nothing(cast, now, group, seconds):
    entered(group, now, seconds)
    assert not Cost.objects.whole_tree(reason="test").exists()


@pytest.mark.parametrize("stamped", ["", "x", pytest.param(signing.dumps(["a", [1], 0], salt="other"), id="salt")])
def test_foreign_stamp_counts_nothing(cast, now, stamped):
    services.note(stamped, role="TEACHER", now=now)
    assert not Cost.objects.whole_tree(reason="test").exists()


def test_cost_is_assumed_until_enough_were_measured(cast, now, group):
    entered(group, now, 9, times=rules.FEWEST_ENTRIES - 1)
    (before,) = queries.cost_of([CHECK], line_of(group), day=now.date()).values()
    entered(group, now, 9)
    (after,) = queries.cost_of([CHECK], line_of(group), day=now.date()).values()

    assert (before.seconds, before.is_measured) == (30, False)
    assert 8 <= after.seconds <= 10
    assert after.is_measured


def test_measurements_of_the_lowest_unit_hold(cast, now, group):
    entered(unit_by_id(cast.neighbor_school.classes[0].id), now, 100, times=60)
    assert queries.cost_of([CHECK], line_of(group), day=now.date())[CHECK].seconds > 60

    entered(group, now, 9, times=rules.FEWEST_ENTRIES)
    assert queries.cost_of([CHECK], line_of(group), day=now.date())[CHECK].seconds <= 10


def test_old_weeks_are_forgotten(cast, now, group):
    entered(group, now - dt.timedelta(weeks=rules.MEASURED_WEEKS), 9, times=50)
    assert not queries.cost_of([CHECK], line_of(group), day=now.date())[CHECK].is_measured


def test_weeks_are_shown_within_the_jurisdiction_only(cast, now, group):
    entered(group, now, 9)
    week = rules.week_of(now.date())

    (found,) = queries.list_weeks(cast.actor("county", now), [unit_by_id(COUNTY)], first=week, latest=week)
    assert (found.entries, found.ask) == (1, CHECK)
    with pytest.raises(NotVisible):
        queries.list_weeks(cast.actor("other_county", now), [unit_by_id(COUNTY)], first=week, latest=week)
    with pytest.raises(Forbidden):
        queries.list_weeks(cast.actor("teacher", now), [group], first=week, latest=week)


def test_page_of_a_class_measures_itself(cast, now, signed_in):
    client, group = signed_in("teacher"), cast.school.classes[0].id
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    url = f"/checks/{group}/{now:%Y-%m-%d}/morning/"
    page = client.get(url)
    stamped = page.context["opened"]
    refused = client.post(url, {"opened": stamped, "base_version": "7"}, HTTP_HX_REQUEST="true")
    assert refused.status_code == 422
    assert not Cost.objects.whole_tree(reason="test").exists()

    assert client.post(url, {"opened": stamped, "base_version": "0"}).status_code == 302
    assert Cost.objects.whole_tree(reason="test").filter(ask=CHECK, role="HOMEROOM_TEACHER").count() == 4
