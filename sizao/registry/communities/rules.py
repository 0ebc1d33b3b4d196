"""What a link to a community (社区对接) and a joint matter (联防事项) may say; values in, verdicts out."""

import datetime as dt
import re
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem
from sizao.core.loops import Loop, Move

# All limits are project decisions. source: PROJECT
LONGEST_NAME, LONGEST_TEXT, LONGEST_ANSWER, LONGEST_REASON, FURTHEST_DAYS = 60, 300, 300, 200, 366
# Community of the statistical division codes, its street with three zeros behind it; the first six digits are those of
# the county, or of a city without counties. source: STAT-DIVISIONS
CODE = re.compile(r"[0-9]{12}")
COUNTY_DIGITS = 6
# How these codes write the county that a city lacks (市辖区): 620201 for 嘉峪关; those of 东莞 begin with 441900.
# source: STAT-DIVISIONS
STAND_IN = "01"
PHONE = re.compile(r"[0-9+\-() ]{7,20}")
LEAST_DIGITS = 7
# What is overdue is followed up by the end of the working day. source: PROJECT
FOLLOW_UP_HOUR = dt.time(18)
# Who keeps the link of their school and what is asked of its community.
KEEPERS = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "ADMINISTRATOR")


class MatterKind(Choices):
    """What is asked of the community."""

    ENVIRONMENT = "ENVIRONMENT", "环境整治"
    SCREENING = "SCREENING", "人员排查"
    TRANSPORT = "TRANSPORT", "隔离转运"
    VACCINATION = "VACCINATION", "疫苗接种"
    OTHER = "OTHER", "其他"


class Purpose(Choices):
    """What a phone is shown for."""

    LIAISON = "LIAISON", "联系联防事项"
    EMERGENCY = "EMERGENCY", "处置突发情况"
    CHECK = "CHECK", "核对号码"


LOOP = Loop(
    name="joint_matter",
    states={"OPEN": "等社区答复", "ANSWERED": "已答复", "WITHDRAWN": "已撤回"},
    start="OPEN",
    closed=frozenset({"ANSWERED", "WITHDRAWN"}),
    moves=(
        Move("answer", "记录答复", ("OPEN",), "ANSWERED", "communities.keep", needs_proof=True),
        Move("withdraw", "撤回", ("OPEN",), "WITHDRAWN", "communities.keep", needs_reason=True),
    ),
)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as typed; `phone` empty leaves the number on record as it is."""

    code: str
    name: str
    contact: str
    post: str
    phone: str
    clinic: str
    clinic_phone: str


@dataclass(frozen=True, slots=True)
class NewMatter:
    """What is asked of the community, and by when."""

    kind: str
    text: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the community said or did: who told it, on which day."""

    by: str
    on: dt.date
    text: str


REQUIRED = (
    ("name", "填社区或街道名称"), ("contact", "填联系人"), ("post", "填联系人的职务"),
    ("clinic", "填社区卫生服务中心名称"),
)  # fmt: skip


def digits_of(phone: str) -> str:
    """Give a phone without what parts it."""
    return "".join(one for one in phone if one in "0123456789")


def problems_of_link(new: NewLink, *, is_placed: bool, has_phone: bool) -> list[FieldProblem]:
    """List everything wrong with a link.

    is_placed: whether the code begins with that of a county in force, or of a city that has none. has_phone: whether a
    number is on record.
    """
    found: list[FieldProblem] = []
    if not CODE.fullmatch(new.code):
        found.append(FieldProblem("code", "代码是12位数字", value=new.code[:20]))
    elif not is_placed:
        digits = {"digits": new.code[:COUNTY_DIGITS]}
        found.append(FieldProblem("code", "前6位{digits}不是现行县区（或不设县区的市）的代码", digits, value=new.code))
    for field, reason in REQUIRED:
        text = getattr(new, field)
        if not text:
            found.append(FieldProblem(field, reason))
        elif len(text) > LONGEST_NAME:
            found.append(FieldProblem(field, "最多{most}字", {"most": LONGEST_NAME}))
    for field, is_needed in (("phone", not has_phone), ("clinic_phone", True)):
        text = getattr(new, field)
        if (text or is_needed) and not (PHONE.fullmatch(text) and len(digits_of(text)) >= LEAST_DIGITS):
            found.append(FieldProblem(field, "电话填7到20位数字，可以有区号", value=text[:20]))
    return found


def problems_of_matter(new: NewMatter, *, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with a matter."""
    found: list[FieldProblem] = []
    if new.kind not in MatterKind.values():
        found.append(FieldProblem("kind", "选事项类别"))
    if not 1 <= len(new.text) <= LONGEST_TEXT:
        found.append(FieldProblem("text", "写明要社区做什么，最多{most}字", {"most": LONGEST_TEXT}))
    if new.due_on < today:
        found.append(FieldProblem("due_on", "期限不能早于今天"))
    elif new.due_on > today + dt.timedelta(days=FURTHEST_DAYS):
        found.append(FieldProblem("due_on", "期限最远在{days}天以内", {"days": FURTHEST_DAYS}))
    return found


def problems_of_answer(new: Answer, *, asked_on: dt.date, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with an answer."""
    found: list[FieldProblem] = []
    if not 1 <= len(new.by) <= LONGEST_NAME:
        found.append(FieldProblem("by", "填谁答复的，最多{most}字", {"most": LONGEST_NAME}))
    if not asked_on <= new.on <= today:
        found.append(FieldProblem("on", "答复日期在发出之日到今天之间"))
    if not 1 <= len(new.text) <= LONGEST_ANSWER:
        found.append(FieldProblem("text", "写明怎样答复，最多{most}字", {"most": LONGEST_ANSWER}))
    return found


def problems_of_withdrawal(reason: str) -> list[FieldProblem]:
    """Say what is wrong with the reason for which a matter is taken back."""
    if 1 <= len(reason) <= LONGEST_REASON:
        return []
    return [FieldProblem("reason", "写明为什么撤回，最多{most}字", {"most": LONGEST_REASON})]


def is_overdue(state: str, due_on: dt.date, today: dt.date) -> bool:
    """Tell whether the community still owes an answer after the day it was asked for."""
    return state == "OPEN" and due_on < today
