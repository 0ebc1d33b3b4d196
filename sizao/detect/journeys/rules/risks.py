"""Areas at risk: what an office may list, and whether a stay or trip touched one; values in, verdicts out."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem

DAY = dt.timedelta(days=1)


class RiskLevel(Choices):
    """How the source calls an area."""

    HIGH = "HIGH", "高风险"
    MEDIUM = "MEDIUM", "中风险"
    LOW = "LOW", "低风险"


class Outcome(Choices):
    """What the school decided for someone who was in an area at risk."""

    MEASURE = "MEASURE", "已标记，按措施跟进"
    NO_MEASURE = "NO_MEASURE", "不需要措施"


LONGEST_SOURCE, LONGEST_REASON = 100, 100
# A school says within a day what it does for each. source: PROJECT
FOLLOW_HOURS = 24
LONGEST_DAYS = 366
# The longest window that a policy can set; what is older touches nothing.
MOST_DAYS = 60
AREA = re.compile(r"\d{6}|\d{9}|\d{12}")
# How many digits a place may be known by: province, city, county, street, community.
DIGITS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class NewRisk:
    """An area at risk as an office lists it, over [starts_on, ends_on)."""

    code: str
    level: str
    source: str
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody was in an area until a day; not certain when only a larger area around it was named."""

    latest_day: dt.date
    is_certain: bool


def stem(code: str) -> str:
    """Cut a code to the digits that say something: 430000 → 43, 430100 → 4301, 430102001000 → 430102001."""
    if len(code) == 12 and code.endswith("000"):
        return code[:9]
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def around(code: str) -> list[str]:
    """List the larger areas in which a stem lies."""
    return [code[:digits] for digits in DIGITS if digits < len(code)]


def touch(
    places: tuple[str, ...], days: tuple[dt.date, dt.date], risk: NewRisk, *, window: tuple[dt.date, dt.date]
) -> Touch | None:
    """Tell whether a stay or a trip touched an area while it was at risk.

    places: stems. days, window: first and latest day, both included.
    """
    first = max(days[0], risk.starts_on, window[0])
    latest = min(days[1], window[1], *([risk.ends_on - DAY] if risk.ends_on is not None else []))
    if latest < first:
        return None
    wanted = stem(risk.code)
    if any(place.startswith(wanted) for place in places if place):
        return Touch(latest, True)
    return Touch(latest, False) if any(wanted.startswith(place) for place in places if place) else None


def problems_of_risk(new: NewRisk, *, today: dt.date, is_known: Callable[[str], bool]) -> list[FieldProblem]:
    """List everything wrong with an area at risk."""
    found = []
    if not AREA.fullmatch(new.code) or not is_known(new.code[:6]):
        found.append(FieldProblem("code", "填6位行政区划代码，或9位街道、12位社区代码", value=new.code[:20]))
    if new.level not in RiskLevel.values():
        found.append(FieldProblem("level", "选风险等级"))
    if not 1 <= len(new.source) <= LONGEST_SOURCE:
        found.append(FieldProblem("source", "写明依据，最多{most}字", {"most": LONGEST_SOURCE}))
    if abs((new.starts_on - today).days) > MOST_DAYS:
        found.append(FieldProblem("starts_on", "开始日期在前后{days}天内", {"days": MOST_DAYS}))
    if new.ends_on is not None and new.ends_on <= new.starts_on:
        found.append(FieldProblem("latest_day", "不能早于第一天"))
    elif new.ends_on is not None and (new.ends_on - new.starts_on).days > LONGEST_DAYS:
        found.append(FieldProblem("latest_day", "最多{days}天", {"days": LONGEST_DAYS}))
    return found
