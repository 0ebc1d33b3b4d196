"""The day after a county is split or a school moved: yesterday's pages and API stay with the old county."""

import datetime as dt

import pytest
from django.test import Client

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo import builders
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY, PASSWORD
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.registry.accounts.queries import SESSION_COOKIE
from sizao.registry.changes import services as changes
from sizao.report.daily import services as daily
from tests.signing import open_session

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
DAY, NEW, OTHER_CITY = dt.timedelta(days=1), 430_199, 430_200


def morning(cast, at) -> None:
    """Both schools of the county report one ill pupil of their first class, and sign."""
    checks.open_slots(actor=JOB, now=at, day=at.date())
    daily.prepare_returns(actor=JOB, now=at, day=at.date())
    for school in (cast.school, cast.neighbor_school):
        group = school.classes[0]
        ill = Entry(group.people[0], presence="ABSENT", absence_reason="ILLNESS", symptoms=("FEVER",))
        check = Check(new_id(at), school.id, group.id, at.date(), "MORNING", entries=(ill,))
        checks.submit_one(actor=JOB, now=at, check=check)
    checks.fold(actor=JOB, now=at)


@pytest.fixture
def next_day(cast, now, monkeypatch):
    """Report today, change a unit, report again tomorrow; give browsers of that morning by name."""

    def run(kind: str, unit_id: int, **named):
        morning(cast, now)
        plan = changes.Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)
        change_id = changes.plan_change(actor=cast.actor("admin", now), now=now, plan=plan)
        changes.apply_change(actor=JOB, now=now + DAY, change_id=change_id)
        morning(cast, now + DAY)
        monkeypatch.setattr("sizao.core.clock.now", lambda: now + DAY)
        posts = [builders.Post(f"{role}_{NEW}".lower(), "新科长", role, named.get("target_id") or NEW)
                 for role in ("COUNTY_OFFICER", "INSPECTOR") if kind == "SPLIT"]  # fmt: skip
        users = dict(cast.users)
        if posts:
            users |= builders.build_posts(posts, now=now, since=now.date(), password=PASSWORD)

        def browser(who: str) -> Client:
            made = Client()
            made.cookies[SESSION_COOKIE] = open_session(users[who], now=now + DAY)
            return made

        return browser

    return run


def addresses(school, day: dt.date) -> dict[str, str]:
    """List what is asked for a day of a school: registers, board, return, each as page or API."""
    return {
        "summary": f"/checks/registers/{school.id}/{day}/morning/",
        "board": f"/api/v1/checks?school_id={school.id}&day={day}",
        "return": f"/api/v1/daily/returns/{school.id}/{day}",
        "counts": f"/api/v1/daily/boards/{school.id}/{day}",
        "missing": f"/api/v1/daily/boards/{school.id}/{day}/missing",
        "page": f"/daily/{school.id}/{day}/",
        "paper": f"/daily/{school.id}/{day}/paper/",
        "month": f"/checks/registers/{school.classes[0].id}/months/{day:%Y-%m}/",
    }


def met(browser: Client, school, day: dt.date) -> dict[str, int]:
    return {name: browser.get(url).status_code for name, url in addresses(school, day).items()}


SPLITS = [({"name": "新湖区", "code": str(NEW)}, "new"), ({"target_id": OTHER_COUNTY}, "existing")]


@pytest.mark.parametrize("named", [one for one, _ in SPLITS], ids=[name for _, name in SPLITS])
def test_split_county_keeps_yesterday_for_its_officer_and_hides_it_from_the_new_ones(cast, now, next_day, named):
    school, today, tomorrow = cast.neighbor_school, now.date(), now.date() + DAY
    browser = next_day("SPLIT", COUNTY, part_ids=(school.id,), **named)
    new = browser(f"county_officer_{NEW}")

    assert set(met(new, school, tomorrow).values()) == {200}
    hidden = met(new, school, today)
    assert hidden.pop("month") == 200
    assert set(hidden.values()) == {404}
    for who in ("county", "neighbor_principal"):
        assert set(met(browser(who), school, today).values()) == {200}
    if "target_id" in named:
        after = met(browser("county"), school, tomorrow)
        assert after.pop("month") == 200 and set(after.values()) == {404}


def text(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_month_and_absences_hold_the_days_of_each_county_and_no_others(cast, now, next_day):
    school, today = cast.neighbor_school, now.date()
    browser = next_day("SPLIT", COUNTY, part_ids=(school.id,), target_id=OTHER_COUNTY)
    month = f"/checks/registers/{school.classes[0].id}/months/{today:%Y-%m}/"
    days = {who: [day for day in ("11-23", "11-24") if f">2026-{day}<" in text(browser(who), month)]
            for who in ("county", "other_county", "neighbor_principal")}  # fmt: skip
    assert days == {"county": ["11-23"], "other_county": ["11-24"], "neighbor_principal": ["11-23", "11-24"]}

    old, new = browser("inspector"), browser(f"inspector_{NEW}")
    absences = (
        f"/checks/registers/{school.id}/absences/?purpose=检查缺勤追查&first={today - 6 * DAY}&until={today + DAY}"
    )
    assert f"<span>{today - 6 * DAY}至{today}</span>" in text(old, absences)
    assert f"<span>{today + DAY}至{today + DAY}</span>" in text(new, absences)
    assert old.get(f"/checks/registers/{school.id}/{today}/?purpose=检查登记").status_code == 200
    assert new.get(f"/checks/registers/{school.id}/{today}/?purpose=检查登记").status_code == 404
    assert new.get(f"/checks/registers/{school.id}/{today + DAY}/?purpose=检查登记").status_code == 200


def test_registers_of_yesterday_are_taken_out_by_the_old_county_alone(cast, now, next_day):
    school, today = cast.neighbor_school, now.date()
    browser = next_day("MOVE", school.id, target_id=OTHER_COUNTY)
    url, sent = f"/checks/registers/{school.id}/{today}/morning/", {"purpose": "存档备查", "file": "XLSX"}

    taken = browser("county").post(url, sent)
    assert taken.status_code == 200 and taken.headers["Content-Disposition"].startswith("attachment")
    assert browser("other_county").post(url, sent).status_code == 404


def test_board_of_a_county_that_moved_stays_with_the_old_city(cast, now, next_day):
    today = now.date()
    browser = next_day("MOVE", COUNTY, target_id=OTHER_CITY)
    for url in (
        f"/daily/{COUNTY}/{today}/export/",
        f"/daily/{COUNTY}/{today}/board/",
        f"/api/v1/daily/boards/{COUNTY}/{today}/units",
    ):
        assert browser("city").get(url).status_code == 200
        assert browser("other_city").get(url).status_code == 404
    assert browser("other_city").get(f"/api/v1/daily/boards/{COUNTY}/{today + DAY}/units").status_code == 200
    assert browser("city").get(f"/api/v1/daily/boards/{COUNTY}/{today + DAY}").status_code == 404
    for unit, who in ((CITY, "city"), (COUNTY, "county")):
        assert browser(who).get(f"/api/v1/daily/boards/{unit}/{today}").status_code == 200
