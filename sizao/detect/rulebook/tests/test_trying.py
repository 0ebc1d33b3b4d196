"""Before a change is put in force its last 14 days are judged; once it is, signals follow from that day on."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.work.models import Work
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.rulebook import services
from sizao.detect.rulebook.services import trying
from sizao.detect.rulebook.tests.approving import approved, drafted, report, second
from sizao.detect.signals import queries as signals

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BASE = "SIG-CLASSDORM-1D3"
OWN = f"{COUNTY}-{BASE}"
TWO = {"at_least": 2, "hours": 4, "text": "1天内同一班级2例"}
FEVER = ("FEVER",)


@pytest.fixture
def county(cast, now):
    return cast.actor("county", now)


@pytest.fixture(autouse=True)
def slots(cast, now):
    for day in (now - 20 * DAY, now - 3 * DAY, now, now + DAY):
        checks.open_slots(actor=Actor.system("test"), now=day, day=day.date())


def lines_of(row) -> list[tuple]:
    return [(one["rule"], one["school"], one["gained"], one["lost"]) for one in row.preview["lines"]]


def test_preview_says_what_would_have_fired_by_rule_and_school(cast, now, county):
    report(cast, now - 3 * DAY, {1: FEVER, 2: FEVER})
    row = drafted(county, now, "TIGHTER", BASE, content=TWO, starts_on=now.date() + DAY)
    row = services.preview_change(actor=county, now=now, change_id=row.id)

    assert lines_of(row) == [(OWN, cast.school.id, 1, 0)]
    assert row.preview["with_records"] == 1 and signals.list_lines(cast.school.id) == []


def test_preview_looks_back_14_days_and_no_further(cast, now, county):
    report(cast, now - 20 * DAY, {1: FEVER, 2: FEVER})
    row = drafted(county, now, "TIGHTER", BASE, content=TWO)

    assert lines_of(services.preview_change(actor=county, now=now, change_id=row.id)) == []


def test_preview_names_no_person(cast, now, county, signed_in):
    report(cast, now - 3 * DAY, {1: FEVER, 2: FEVER})
    row = drafted(county, now, "TIGHTER", BASE, content=TWO)
    services.preview_change(actor=county, now=now, change_id=row.id)
    page = signed_in("county").get(f"/rules/changes/{row.id}/").content.decode()

    assert "会多出1个信号" in page and cast.school.unit.name in page
    assert not any(person.name in page for person in cast.school.plan.groups[0].people)


def test_neighboring_county_is_not_looked_into(cast, now):
    report(cast, now - 3 * DAY, {1: FEVER, 2: FEVER})
    other = cast.actor("other_county", now)
    row = drafted(other, now, "TIGHTER", BASE, content=TWO)
    row = services.preview_change(actor=other, now=now, change_id=row.id)

    assert (row.preview["schools"], row.preview["with_records"]) == (1, 0)


def test_many_schools_are_tried_by_the_worker(monkeypatch, now, county):
    monkeypatch.setattr(trying, "PREVIEW_AT_ONCE", 1)
    row = drafted(county, now, "PACK", "huzhou")
    key = services.start_preview(actor=county, now=now, change_id=row.id)
    outcome = trying.KINDS[0].run(Work.objects.get(id=key))
    row.refresh_from_db()

    assert row.preview["schools"] == 2 and str(row.id) in outcome.url


def test_signals_follow_the_rule_from_its_day_on(cast, now, county):
    approved(county, second(cast, now, unit_id=COUNTY), now, "TIGHTER", BASE, content=TWO, starts_on=now.date() + DAY)
    report(cast, now, {1: FEVER, 2: FEVER})
    assert signals.list_lines(cast.school.id) == []
    report(cast, now + DAY, {3: FEVER, 4: FEVER}, group=1)

    (row,) = signals.list_lines(cast.school.id)
    assert (row.rule, row.latest_count, row.deadline) == (OWN, 2, now + DAY + dt.timedelta(hours=4))


def test_signal_of_an_own_rule_says_its_text_and_leads_to_it(cast, now, county, signed_in):
    approved(county, second(cast, now, unit_id=COUNTY), now, "TIGHTER", BASE, content=TWO)
    report(cast, now, {1: FEVER, 2: FEVER})
    (row,) = signals.list_lines(cast.school.id)
    page = signed_in("doctor").get(f"/signals/{Key(cast.school.id, row.id)}/").content.decode()

    assert TWO["text"] in page and f"/rules/{cast.school.id}/rule/{OWN}/" in page
