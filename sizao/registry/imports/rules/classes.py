"""Reading the names of grades and classes as people write them.

Grades are numbers on one scale: 1–9 一年级 to 九年级, 10–12 高一 to 高三, 托班 -3, 小班 -2, 中班 -1, 大班 0.
"""

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {numeral: value for value, numeral in enumerate("一二三四五六七八九", start=1)}
KINDERGARTEN = {"托": -3, "小": -2, "中": -1, "大": 0}

ONE = "[一二三四五六七八九]"
UP_TO_12 = f"(?:十[一二]?|{ONE}|1[0-2]|[1-9])"
# A bare digit after 初 or 高 is a grade only when something parts it from the number of the class.
OF_3 = r"(?:[一二三]|[1-3](?=年|[.\-(]|$))"
GRADE = "|".join(
    (
        "(?:小学|初中|高中|中职|[小初高职])?(?P<cohort>(?:20)?[0-9]{2})级",
        f"(?:中职|职高|职)(?P<vocational>{OF_3})(?:年级?)?",
        f"初中?(?P<middle>{OF_3})(?:年级?)?",
        f"高中?(?P<high>{OF_3})(?:年级?)?",
        f"(?:小学)?(?P<plain>{UP_TO_12})年级?",
        "(?P<kindergarten>[托小中大])班?",
    )
)
NUMBER = r"\(?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\)?班?"
CLASS_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{GRADE})[.\-]?{NUMBER}",
        rf"(?P<plain>{UP_TO_12})(?:[.\-/·、]|(?=\()){NUMBER}",
        rf"(?P<plain>{ONE})(?P<number>[0-9]{{1,2}}|{ONE})班",
        r"(?P<plain>[1-9]|1[0-2])(?P<number>[0-9]{2})班?",
        # Not 三十二班: nobody can tell class 32 from the twelfth of grade three.
        rf"\(?(?P<number>[0-9]{{1,2}}|{ONE}|十{ONE}?)\)?班?",
    )
)
GRADE_FORMS = (re.compile(GRADE), re.compile(f"(?P<plain>{UP_TO_12})"))


@dataclass(frozen=True, slots=True)
class ClassName:
    """What the name of a class says; a part that it does not say is None.

    grade: number on the scale above. entry_year: for names by cohort, as 2024级2班.
    number: of the class in its grade, None when only a grade was read.
    """

    grade: int | None = None
    entry_year: int | None = None
    number: int | None = None


def read_numeral(text: str) -> int:
    """Read a whole number below 100 in digits or Chinese numerals: 12, 十二, 二十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("【", "(").replace("】", ")").replace("第", "")
    return re.sub(r"\s", "", text)


def _read(found: re.Match) -> ClassName:
    parts = {name: text for name, text in found.groupdict().items() if text}
    number = read_numeral(parts["number"]) if "number" in parts else None
    if "cohort" in parts:
        return ClassName(entry_year=2000 + int(parts["cohort"]) % 100, number=number)
    if "kindergarten" in parts:
        return ClassName(grade=KINDERGARTEN[parts["kindergarten"]], number=number)
    for part, before in (("plain", 0), ("middle", 6), ("high", 9), ("vocational", 9)):
        if part in parts:
            return ClassName(grade=before + read_numeral(parts[part]), number=number)
    return ClassName(number=number)


def parse_class_name(text: str) -> ClassName | None:
    """Read a class name: 三年级2班, 三（2）班, 3.2班, 302班, 初一(3)班, 高二12班, 大二班, 2024级2班, 2班.

    returns: None for a name that counts nothing (向日葵班): such a class is known by its whole name.
    """
    for form in CLASS_FORMS:
        found = form.fullmatch(_plain(text))
        if found and (name := _read(found)).number:
            return name
    return None


def parse_grade_name(text: str) -> ClassName | None:
    """Read a grade's name: 三年级, 3, 初一, 高一年级, 大班, 2024级; None when it cannot be read."""
    for form in GRADE_FORMS:
        found = form.fullmatch(_plain(text))
        if found:
            return _read(found)
    return None
