"""The table of divisions agrees with itself, with the rules of the codes and with the official counts."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from sizao.registry.orgs import queries, rules
from sizao.registry.orgs.rules import Level

TABLE = Path(__file__).parent.parent / "data/divisions.csv"


@pytest.fixture(scope="module")
def divisions():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_counts_are_the_official_ones(divisions):
    counts = Counter(row["level"] for row in divisions.values() if not row["valid_to"])

    assert counts == {Level.PROVINCE: 31, Level.CITY: 333, Level.COUNTY: 2847}


def test_every_code_hangs_where_the_rules_say(divisions):
    for code, row in divisions.items():
        parent = rules.parent_division(code)

        assert code == rules.pad_division(code)
        assert row["level"] == rules.division_level(code)
        assert row["parent"] == (rules.pad_division(parent) if parent else "")
        assert not parent or row["parent"] in divisions


def test_provinces_are_those_that_the_rules_accept(divisions):
    assert {code[:2] for code in divisions} == rules.PROVINCES


def test_no_placeholder_and_no_statistical_zone_is_a_unit(divisions):
    names = {row["name"] for row in divisions.values()}

    assert names.isdisjoint({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
    assert not [code for code in divisions if code[4] == "7"]


def test_cities_without_counties_are_the_four_known_ones(divisions):
    parents = {row["parent"] for row in divisions.values()}
    childless = {r["name"] for code, r in divisions.items() if r["level"] == Level.CITY and code not in parents}

    assert childless == {"东莞市", "中山市", "儋州市", "嘉峪关市"}


def test_periods_are_half_open_and_successors_begin_where_the_abolished_end(divisions):
    for row in divisions.values():
        start, end = (row[key] and dt.date.fromisoformat(row[key]) for key in ("valid_from", "valid_to"))
        assert not (start and end) or start < end

    assert divisions["500105"]["valid_to"] == divisions["500112"]["valid_to"] == divisions["500157"]["valid_from"]
    assert {divisions[code]["name"] for code in ("653228", "653229")} == {"和康县", "和安县"}


def test_siblings_never_share_a_short_name(divisions):
    names = Counter((row["parent"], row["short_name"]) for row in divisions.values())

    assert [name for name, count in names.items() if count > 1] == []
    assert all(len(row["short_name"]) > 1 for row in divisions.values())


@pytest.mark.parametrize(
    ("code", "short_name", "pinyin"),
    [
        ("500000", "重庆", "chong qing shi"),
        ("341500", "六安", "lu an shi"),
        ("131025", "大城", "dai cheng xian"),
        ("310112", "闵行", "min hang qu"),
        ("330382", "乐清", "yue qing shi"),
        ("371722", "单县", "shan xian"),
        ("653129", "伽师", "jia shi xian"),
        ("640303", "红寺堡", "hong si bu qu"),
        ("532901", "大理", "da li shi"),
        ("650000", "新疆", "xin jiang wei wu er zi zhi qu"),
        ("622927", "积石山", "ji shi shan bao an zu dong xiang zu sa la zu zi zhi xian"),
        ("429021", "神农架", "shen nong jia lin qu"),
        ("441803", "清新", "qing xin qu"),
        ("653201", "和田市", "he tian shi"),
    ],
)
def test_short_names_and_readings_are_those_people_use(divisions, code, short_name, pinyin):
    row = divisions[code]

    assert (row["short_name"], row["pinyin"]) == (short_name, pinyin)


def test_every_reading_has_one_plain_syllable_a_character(divisions):
    for row in divisions.values():
        syllables = row["pinyin"].split()
        assert len(syllables) == len(row["name"])
        assert all(s.isascii() and s.isalpha() and s.islower() for s in syllables)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("浏阳", ["430181"]),
        ("长沙市", ["430100"]),
        ("430181 湖南省长沙市浏阳市", ["430181"]),
        ("liuyang", ["430181"]),
        ("朝阳区", ["110105", "220104"]),
        ("500105", []),
        ("没有的地方", []),
        (" ", []),
    ],
)
def test_place_is_read_as_people_write_it(text, found):
    assert [one.code for one in queries.read_division(text)] == found


def test_abolished_place_keeps_its_name_and_is_no_longer_offered():
    assert queries.name_division("500105") == "重庆市江北区"
    assert queries.name_division("430181") == "湖南省长沙市浏阳市"
    assert queries.name_division("999999") == "999999"
