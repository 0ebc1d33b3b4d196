"""The strict reader: what ships is whole, and what is wrong is refused with file, line and reason."""

import datetime as dt
from pathlib import Path

import pytest

from sizao.epi import diseases, packs
from sizao.epi.packs import PackRefused, read_packs
from sizao.epi.thresholds import Confidence, RuleBook, is_on

GOOD = """pack: local
title: 当地
version: 1
rules:
  - id: LOCAL-1
    kind: cluster
    text: 一条
    disease: varicella
    settings: [school]
    scope: class
    window: {days: 7}
    count: {of: diagnosis, at_least: 2}
    deadline: {hours: 24, from: detected_at, official: false}
    source: {key: HUZ2023}
    confidence: verified
    state: local
    since: 2023
"""


def read(folder: Path, text: str):
    (folder / "local.yaml").write_text(text, "utf-8")
    return read_packs(folder, packs.sources())


def test_good_pack_is_read(tmp_path: Path):
    (pack,) = read(tmp_path, GOOD)

    assert (pack.rules[0].id, pack.rules[0].pack, pack.lines) == ("LOCAL-1", "local", (5,))


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("    state: local", "    colour: red\n    state: local"), 16, "unknown field colour"),
        (("days: 7", "days: -7"), 11, "days -7 is below 1"),
        (("    source: {key: HUZ2023}\n", ""), 5, "threshold without a source"),
        (("HUZ2023", "NOWHERE"), 14, "NOWHERE is not in sources.yaml"),
        (("at_least: 2", "at_least: 2, below: 2"), 12, "below 2 is not above 2"),
        (("at_least: 2", "at_least: two"), 12, "at_least is not a whole number"),
        (("kind: cluster", "kind: rumour"), 6, "kind rumour is unknown"),
        (("varicella", "hiccups"), 8, "disease hiccups is unknown"),
        (("    window: {days: 7}\n", ""), 5, "a count without a window"),
        (("since: 2023", "since: 2023\n    until: 2020"), 18, "is not after since"),
        (("version: 1", "version: 1\ntitle: zwei"), 4, "title stands twice"),
        (("[school]", "[castle]"), 9, "settings castle is unknown"),
        (("rules:", "rules: ["), 5, "no YAML"),
        (("version: 1", "version: 1\nseason: {from: 10, to: 13}"), 4, "to 13 is no month"),
        (("version: 1", "version: 1\nseason: {from: 0, to: 3}"), 4, "from 0 is below 1"),
        (("version: 1", "version: 1\nseason: {from: 10}"), 4, "to is missing"),
        (("version: 1", "version: 1\nseason: {from: 4, to: 3}"), 4, "is the whole year"),
        (("version: 1", "version: 1\nseason: {from: 10, to: 3, name: winter}"), 4, "unknown field name"),
        (("version: 1", "version: 1\nseason: winter"), 4, "is no mapping"),
    ],
)
def test_bad_pack_is_refused_with_file_line_and_reason(tmp_path: Path, change, line: int, reason: str):
    with pytest.raises(PackRefused) as refused:
        read(tmp_path, GOOD.replace(*change))

    found = [one for one in refused.value.problems if reason in one.reason]
    assert [(one.file, one.line) for one in found] == [("local.yaml", line)], refused.value.problems


@pytest.mark.parametrize(
    ("season", "months"),
    [("{from: 10, to: 3}", {10, 11, 12, 1, 2, 3}), ("{from: 4, to: 6}", {4, 5, 6}), ("{from: 7, to: 7}", {7})],
)
def test_season_of_a_pack_is_that_of_its_rules_in_every_year(tmp_path: Path, season: str, months: set[int]):
    (pack,) = read(tmp_path, GOOD.replace("version: 1", f"version: 1\nseason: {season}"))

    held = {day.month for year in (2026, 2027) for day in (dt.date(year, month, 28) for month in range(1, 13))
            if pack.rules[0].is_in_season(day)}  # fmt: skip
    assert held == months == pack.season.months


def test_one_rule_may_have_other_numbers_in_another_season(tmp_path: Path):
    winter = GOOD.replace("version: 1", "version: 1\nseason: {from: 10, to: 3}")
    (tmp_path / "winter.yaml").write_text(winter, "utf-8")

    summer = winter.replace("{from: 10, to: 3}", "{from: 4, to: 9}").replace("at_least: 2", "at_least: 3")
    assert len(read(tmp_path, summer)) == 2
    with pytest.raises(PackRefused, match="validity overlaps"):
        read(tmp_path, summer.replace("{from: 4, to: 9}", "{from: 3, to: 9}"))


def test_book_of_a_day_leaves_out_what_is_out_of_season(tmp_path: Path):
    (pack,) = read(tmp_path, GOOD.replace("version: 1", "version: 1\nseason: {from: 10, to: 3}"))
    book = RuleBook.choose(pack.rules)

    assert [len(book.in_season(dt.date(2027, month, 1)).rules) for month in (3, 4, 9, 10)] == [1, 0, 0, 1]


def test_overlapping_validity_is_refused_and_a_successor_is_not(tmp_path: Path):
    rule = GOOD[GOOD.index("  - id") :]
    with pytest.raises(PackRefused, match="validity overlaps"):
        read(tmp_path, GOOD + rule.replace("since: 2023", "since: 2024"))

    earlier = GOOD.replace("since: 2023", "since: 2023\n    until: 2024")
    assert len(read(tmp_path, earlier + rule.replace("since: 2023", "since: 2024"))[0].rules) == 2


def test_all_rules_ship_with_source_confidence_and_words():
    catalog = packs.catalog()

    assert len(catalog) == 138 == len({rule.id for rule in catalog})
    assert [rule.order for rule in catalog] == list(range(138))
    assert all(rule.text and rule.cited.key in packs.sources() and rule.state for rule in catalog)


def test_unverified_rules_ship_off():
    unverified = [rule for rule in packs.catalog() if rule.confidence is Confidence.UNVERIFIED]

    assert unverified
    assert not any(is_on(rule) for rule in unverified)
    assert all(is_on(rule, ["unverified"]) for rule in unverified)


def test_local_packs_are_off_until_chosen():
    local = [rule for rule in packs.catalog() if rule.pack != "national"]
    on = RuleBook.choose(packs.catalog(), ["huzhou"])

    assert not any(is_on(rule) for rule in local)
    assert {rule.pack for rule in on.rules} == {"national", "huzhou"}


def test_rules_named_by_diseases_exist():
    known = {rule.id for rule in packs.catalog()}
    named = {
        rule for one in diseases.ALL for rule in (*one.thresholds, *one.returns, *one.observations, *one.disinfection)
    }

    assert named <= known


def test_list_of_notifiable_diseases_has_two_27_and_11():
    classes = [one.notifiable_class for one in packs.notifiable()]

    assert [classes.count(name) for name in "ABC"] == [2, 27, 11]
