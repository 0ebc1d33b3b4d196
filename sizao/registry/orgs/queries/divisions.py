"""The code list of the country's divisions (行政区划), for places anywhere, whether or not a unit stands there."""

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources

from sizao.registry.orgs.rules import Level

MOST_FOUND = 12
# How a place is written behind its code: `430181 湖南省长沙市浏阳市`.
CODE = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city or county; `full_name` has those above in it, `has_parts` tells of parts. source: GB/T-2260"""

    code: str
    name: str
    short_name: str
    full_name: str
    level: str
    pinyin: str
    is_in_force: bool
    has_parts: bool

    @property
    def words(self) -> str:
        """Write code and name as people choose them."""
        return f"{self.code} {self.full_name}"


@functools.cache
def _divisions() -> dict[str, Division]:
    """Read the list once a process; parents stand before their parts."""
    text = resources.files("sizao.registry.orgs").joinpath("data/divisions.csv").read_text("utf-8")
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    parents = {row["parent"] for row in rows.values()}
    found: dict[str, Division] = {}
    for level in (Level.PROVINCE, Level.CITY, Level.COUNTY):
        for code, row in rows.items():
            if row["level"] == level:
                above = found[row["parent"]].full_name if row["parent"] else ""
                found[code] = Division(
                    code, row["name"], row["short_name"], above + row["name"], row["level"], row["pinyin"],
                    not row["valid_to"], code in parents,
                )  # fmt: skip
    return found


def find_division(code: str) -> Division | None:
    """Find a division by its six digits, abolished ones included: what was written stays readable."""
    return _divisions().get(code)


def name_division(code: str) -> str:
    """Name a division in full; a code that is not in the list stands for itself."""
    return found.full_name if (found := find_division(code)) is not None else code


def search_divisions(text: str) -> list[Division]:
    """Find divisions in force by code, by whole or short name, by the start of a name or by pinyin, best first."""
    wanted = text.strip()
    known = _divisions()
    if match := CODE.match(wanted):
        one = known.get(match[0])
        return [one] if one is not None and one.is_in_force else []
    if not wanted:
        return []
    ranked = [(_rank(one, wanted), one.code) for one in known.values() if one.is_in_force]
    found = sorted((rank, code) for rank, code in ranked if rank is not None)
    return [known[code] for _, code in found[:MOST_FOUND]]


def read_division(text: str) -> list[Division]:
    """Read what someone wrote for a place: one division, or those between which they have to choose."""
    found = search_divisions(text)
    return [one for one in found if text.strip() in (one.name, one.short_name, one.full_name)] or found


def _rank(one: Division, wanted: str) -> int | None:
    if wanted in (one.name, one.short_name, one.full_name):
        return 0
    if one.name.startswith(wanted):
        return 1
    if wanted in one.full_name:
        return 2
    spelled = wanted.lower().replace(" ", "")
    if spelled.isascii() and len(spelled) > 1:
        letters = one.pinyin.replace(" ", "")
        initials = "".join(part[0] for part in one.pinyin.split())
        if letters.startswith(spelled) or initials == spelled:
            return 3
    return None
