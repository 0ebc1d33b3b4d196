"""Tags of people who need a measure (重点人群): why, what is done, until when."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


class TagReason(Choices):
    """Why someone needs a measure for a time. source: PROJECT"""

    RETURNEE = "RETURNEE", "外出返回"
    CONTACT = "CONTACT", "接触者"
    RECOVERED = "RECOVERED", "病愈返校"
    CANTEEN = "CANTEEN", "食堂从业人员"
    CHRONIC = "CHRONIC", "慢性病"
    UNVACCINATED = "UNVACCINATED", "未种"
    OTHER = "OTHER", "其他"


class TagMeasure(Choices):
    """What is done for or with a tagged person. source: PROJECT"""

    TEMPERATURE = "TEMPERATURE", "每天测温"
    FOLLOW_UP = "FOLLOW_UP", "定期随访"
    NO_SPORT = "NO_SPORT", "免体育"
    OWN_MEAL = "OWN_MEAL", "分开就餐"
    MEDICATION = "MEDICATION", "在校服药"
    CERTIFICATE = "CERTIFICATE", "查验健康证"
    STAY_HOME = "STAY_HOME", "居家观察"


# A tag ends by itself; whoever needs it longer says so again. source: PROJECT
LONGEST_DAYS = 366
USUAL_DAYS = {
    TagReason.RETURNEE: 14, TagReason.CONTACT: 14, TagReason.RECOVERED: 14, TagReason.CANTEEN: 365,
    TagReason.CHRONIC: 365, TagReason.UNVACCINATED: 90, TagReason.OTHER: 30,
}  # fmt: skip
# Reasons that are health data: whoever only teaches sees the measure, not why.
HEALTH_REASONS = frozenset({TagReason.CHRONIC, TagReason.UNVACCINATED, TagReason.RECOVERED, TagReason.CONTACT})
LONGEST_NOTE = 100


def tag_problems(
    reason: str, measures: Sequence[str], expires_on: dt.date, note: str, *, today: dt.date
) -> list[FieldProblem]:
    """Say what is wrong with a tag that is to be set.

    expires_on: the first day on which it no longer holds.
    """
    problems = []
    if reason not in TagReason.values():
        problems.append(FieldProblem("reason", "选原因", value=reason))
    if not measures or not set(measures) <= set(TagMeasure.values()):
        problems.append(FieldProblem("measures", "选要做什么"))
    if reason == TagReason.OTHER and not note.strip():
        problems.append(FieldProblem("note", "选“其他”时写明是什么"))
    if len(note) > LONGEST_NOTE:
        problems.append(FieldProblem("note", "最多{n}个字", {"n": LONGEST_NOTE}))
    return problems + expiry_problems(expires_on, today=today)


def expiry_problems(expires_on: dt.date, *, today: dt.date) -> list[FieldProblem]:
    """Refuse a tag that is over before it begins, or that would hold longer than a year."""
    if expires_on <= today:
        return [FieldProblem("latest_day", "不能早于今天", value=str(expires_on))]
    if (expires_on - today).days > LONGEST_DAYS:
        return [FieldProblem("latest_day", "最多一年，到时再延", value=str(expires_on))]
    return []
