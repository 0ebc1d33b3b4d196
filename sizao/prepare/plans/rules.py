"""What a key date may say, whom it concerns, and when it is shown; values in, verdicts out."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


class DateKind(Choices):
    """What kind of day it is."""

    TERM_START = "TERM_START", "开学"
    HOLIDAY = "HOLIDAY", "放假"
    EXAM = "EXAM", "考试"
    VACCINATION = "VACCINATION", "接种证查验"
    DRILL = "DRILL", "演练"
    OTHER = "OTHER", "其他"


class Change(Choices):
    """What was done with a key date."""

    SET = "SET", "已设定"
    CHANGED = "CHANGED", "已更改"
    WITHDRAWN = "WITHDRAWN", "已撤回"


# Who may be concerned; all of them see the date in the list of their unit.
AUDIENCE = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "SCHOOL_LEADER", "DORM_KEEPER",
    "GRID_WORKER", "GATE_GUARD", "GUARDIAN", "COUNSELOR", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER",
)  # fmt: skip
# Who in a school may be given a duty; each has the whole school.
DUTY_ROLES = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")
# All limits are project decisions. source: PROJECT
LONGEST_NAME, LONGEST_DUTY, MOST_LEAD_DAYS, FURTHEST_DAYS = 40, 100, 90, 400
# A duty is done before the school day begins on the date. source: PROJECT
DUTY_HOUR = dt.time(8)


@dataclass(frozen=True, slots=True)
class NewDate:
    """A key date as typed: lead_days before it is shown to its audience and its duty, if any, becomes a task."""

    kind: str
    name: str
    day: dt.date
    audience: tuple[str, ...]
    lead_days: int
    duty: str = ""
    duty_role: str = ""


def problems_of_date(new: NewDate, *, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with a key date that can be seen without the database."""
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, **params: object) -> None:
        found.append(FieldProblem(field, reason, params))

    if new.kind not in DateKind.values():
        wrong("kind", "选日期类别")
    if not 1 <= len(new.name) <= LONGEST_NAME:
        wrong("name", "填名称，最多{most}字", most=LONGEST_NAME)
    if new.day < today:
        wrong("day", "日期不能早于今天")
    elif new.day > today + dt.timedelta(days=FURTHEST_DAYS):
        wrong("day", "日期最远到{days}天后", days=FURTHEST_DAYS)
    if not new.audience or not set(new.audience) <= set(AUDIENCE):
        wrong("audience", "选提醒哪些人")
    if not 0 <= new.lead_days <= MOST_LEAD_DAYS:
        wrong("lead_days", "填0到{most}之间的天数", most=MOST_LEAD_DAYS)
    if len(new.duty) > LONGEST_DUTY:
        wrong("duty", "要做的事最多{most}字", most=LONGEST_DUTY)
    if new.duty and new.duty_role not in DUTY_ROLES:
        wrong("duty_role", "选每所学校由谁做")
    if new.duty_role and not new.duty:
        wrong("duty", "写明要做的事，或不选由谁做")
    return found


def is_shown(day: dt.date, lead_days: int, today: dt.date) -> bool:
    """Tell whether a date is near enough to be shown and not over."""
    return 0 <= (day - today).days <= lead_days
