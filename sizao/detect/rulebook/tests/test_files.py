"""A unit's own pack file: taken whole or refused with file, line and reason."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.errors import Invalid
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.tests.approving import approved, drafted, report, second

pytestmark = pytest.mark.django_db
FILE = "county.yaml"
GOOD = """pack: county
title: 县里的规则
version: 1
sources:
  - {key: COUNTY2026, title: 县学校防控方案, number: 县卫健〔2026〕7号, issuer: 县卫健局, year: 2026, state: in force}
rules:
  - id: OWN-NORO-3
    kind: cluster
    text: "3天内同一班级3例诺如病毒感染，为聚集性疫情"
    disease: norovirus
    settings: [kindergarten, school]
    scope: class
    window: {days: 3}
    count: {of: diagnosis, at_least: 3}
    deadline: {hours: 12, from: detected_at, official: true}
    recipients: [county_cdc]
    source: {key: COUNTY2026, clause: 第三条}
    confidence: verified
    state: local
"""
AGAIN = GOOD[GOOD.index("  - id:") :]


@pytest.fixture
def county(cast, now):
    return cast.actor("county", now)


def refused(county, now, text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        drafted(county, now, "RULES", FILE, content={"text": text})
    return [one.text() for one in caught.value.problems]


def test_good_file_holds_under_names_of_the_unit(cast, now, county):
    approved(county, second(cast, now, unit_id=COUNTY), now, "RULES", FILE, content={"text": GOOD})
    rule = queries.rule_books([cast.school.id], now)[cast.school.id].by_id[f"{COUNTY}-OWN-NORO-3"]

    assert (rule.condition.at_least, rule.deadline.hours, rule.cited.key) == (3, 12, "COUNTY2026")
    assert queries.find_rules([rule.id]) == {rule.id: rule}


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("    scope: class\n", "    scope: class\n    color: red\n", 13, "unknown field color"),
        ("{days: 3}", "{days: -3}", 13, "days -3 is below 1"),
        ("    source: {key: COUNTY2026, clause: 第三条}\n", "", 7, "threshold without a source"),
        ("key: COUNTY2026, clause", "key: NOWHERE, clause", 17, "NOWHERE is not in sources.yaml"),
        ("id: OWN-NORO-3", "id: SIG-CLASSDORM-1D3", 7, "this rule ships"),
        ("confidence: verified", "confidence: unverified", 7, "needs a text that was read"),
        ("at_least: 3}", "at_least: 3", 15, "no YAML"),
        (AGAIN, AGAIN + AGAIN, 20, "validity overlaps"),
    ],
)
def test_bad_file_is_refused_with_file_line_and_reason(now, county, old, new, line, why):
    assert old in GOOD
    found = refused(county, now, GOOD.replace(old, new))

    assert any(one.startswith(f"{FILE}第") and why in one for one in found), found
    assert any(f"第{line}行" in one for one in found), found


def test_rules_of_a_season_hold_in_its_months_of_every_year(cast, now, county, signed_in):
    text = GOOD.replace("version: 1", "version: 1\nseason: {from: 10, to: 3}")
    approved(county, second(cast, now, unit_id=COUNTY), now, "RULES", FILE, content={"text": text})
    rule, days = f"{COUNTY}-OWN-NORO-3", (0, 128, 129, 311, 312)

    books = [queries.rule_books([cast.school.id], now + dt.timedelta(days=more))[cast.school.id] for more in days]
    assert [rule in book.by_id for book in books] == [True, True, False, False, True]
    assert "每年10月至次年3月" in signed_in("doctor").get(f"/rules/{cast.school.id}/?q={rule}").content.decode()


def test_out_of_season_the_page_says_so_and_a_trial_plays_it_all_the_same(cast, now, county, signed_in):
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    report(cast, now, {1: ("FEVER",), 2: ("FEVER",)})
    text = GOOD.replace("version: 1", "version: 1\nseason: {from: 4, to: 9}").replace("    disease: norovirus\n", "")
    text = text.replace("{of: diagnosis, at_least: 3}", "{of: similar, at_least: 2}")
    row = approved(county, second(cast, now, unit_id=COUNTY), now, "RULES", FILE, content={"text": text})
    page = signed_in("county").get(f"/rules/{COUNTY}/rule/{COUNTY}-OWN-NORO-3/").content.decode()

    assert "不在季节内" in page and "每年4月至9月" in page
    assert [(one["rule"], one["gained"]) for one in row.preview["lines"]] == [(f"{COUNTY}-OWN-NORO-3", 1)]
    assert f"{COUNTY}-OWN-NORO-3" not in queries.rule_books([cast.school.id], now)[cast.school.id].by_id


@pytest.mark.parametrize(
    ("season", "why"), [("{from: 10, to: 13}", "to 13 is no month"), ("{from: 1, to: 12}", "is the whole year")]
)
def test_bad_season_is_refused_with_its_line(now, county, season, why):
    found = refused(county, now, GOOD.replace("version: 1", f"version: 1\nseason: {season}"))

    assert any(f"{FILE}第4行" in one and why in one for one in found), found


def test_rule_that_finds_nothing_more_than_the_nation_does_is_refused(now, county):
    looser = GOOD.replace("disease: norovirus", "disease: hfmd").replace("{days: 3}", "{days: 7}")
    looser = looser.replace("scope: class\n", "scope: class_or_dorm\n").replace("hours: 12", "hours: 48")

    (found,) = refused(county, now, looser)
    assert "not tighter than CLU-HFMD-CLASS-2" in found and "第7行" in found


def test_refused_file_leaves_the_old_one_in_force(cast, now, county):
    approved(county, second(cast, now, unit_id=COUNTY), now, "RULES", FILE, content={"text": GOOD})
    refused(county, now, GOOD.replace("{days: 3}", "{days: -3}"))

    assert f"{COUNTY}-OWN-NORO-3" in queries.rule_books([cast.school.id], now)[cast.school.id].by_id
