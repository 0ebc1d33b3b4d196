"""What a concern (情况反映) may say, and the loop in which the school doctor judges it; values in, verdicts out."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem
from sizao.core.loops import Escalation, Loop, Move


class About(Choices):
    """Whom or what a concern is about."""

    PERSON = "PERSON", "知道姓名"
    UNKNOWN = "UNKNOWN", "不知道姓名"
    PLACE = "PLACE", "一个场所"


class Sign(Choices):
    """What was seen. source: PROJECT"""

    FEVER = "FEVER", "发热"
    COUGH = "COUGH", "咳嗽"
    RASH = "RASH", "皮疹或疱疹"
    STOMACH = "STOMACH", "呕吐或腹泻"
    STILL_HERE = "STILL_HERE", "不舒服还在校"
    SEVERAL = "SEVERAL", "几个人同时不舒服"
    RETURNED = "RETURNED", "外地回来没报告"
    FOOD_WATER = "FOOD_WATER", "饭菜或饮水可疑"
    OTHER = "OTHER", "其他"


class Outcome(Choices):
    """How a concern ended; the first two are the class's answer, MERGED shares the end of another."""

    FOUND = "FOUND", "属实，班级已登记"
    CLEARED = "CLEARED", "班级核实正常"
    HANDLED = "HANDLED", "已处置"
    KNOWN = "KNOWN", "已掌握"
    UNFOUNDED = "UNFOUNDED", "核实后没有异常"
    MERGED = "MERGED", "并入另一件"


class Progress(Choices):
    """All that whoever told a concern is shown of it, and never how a child is."""

    OPEN = "OPEN", "已收到"
    LOOKED = "LOOKED", "校医在核实"
    CLOSED = "CLOSED", "已办结"


# What the doctor may close a concern with; the other outcomes come from the class or from another concern.
DECIDED = (Outcome.HANDLED, Outcome.KNOWN, Outcome.UNFOUNDED)
# The symptoms of a check (`checks.Symptom`) that are proposed to the class for a sign.
PROPOSED = {"FEVER": "FEVER", "COUGH": "COUGH", "RASH": "RASH", "STOMACH": "VOMITING"}
# All limits are project decisions. source: PROJECT
LONGEST_NAME, LONGEST_PLACE, LONGEST_NOTE, EARLIEST_DAYS, SHORTEST_SAID, LONGEST_SAID = 30, 60, 200, 14, 2, 200
LIMITS = {"class_words": LONGEST_NAME, "name_words": LONGEST_NAME, "place_words": LONGEST_PLACE, "note": LONGEST_NOTE}

# So long whoever told a concern is shown it, and a closed one may be taken up again. source: PROJECT
SHOWN_DAYS = 30

TRIAGE = "concerns.triage"
LOOP = Loop(
    name="concern",
    states={"NEW": "待接手", "TAKEN": "核实中", "ASKED": "等班级回答", "CLOSED": "已办结"},
    start="NEW",
    closed=frozenset({"CLOSED"}),
    # The hours of NEW and TAKEN come from policy: services set the deadline after the move. A question keeps it.
    moves=(
        Move("take", "接手", ("NEW",), "TAKEN", TRIAGE),
        Move("ask", "问班级", ("TAKEN",), "ASKED", TRIAGE, keeps_clock=True),
        Move("recall", "收回提问", ("ASKED",), "TAKEN", TRIAGE, keeps_clock=True),
        Move("answer", "记下班级回答", ("ASKED",), "CLOSED", "concerns.settle", needs_proof=True),
        Move("close", "办结", ("TAKEN",), "CLOSED", TRIAGE, needs_reason=True),
        Move("merge", "并入另一件", ("TAKEN",), "CLOSED", TRIAGE),
        Move("reopen", "重新办理", ("CLOSED",), "TAKEN", TRIAGE, needs_reason=True),
    ),
    # Those who judge it at once, the head and the epidemic reporter half a school day later. source: PROJECT
    escalation=(
        Escalation(0, ("SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Escalation(4, ("SCHOOL_LEADER", "EPIDEMIC_REPORTER")),
    ),
)
# The policy that gives the hours of each state.
HOURS = {"NEW": "concerns.take_hours", "TAKEN": "concerns.outcome_hours"}
MOST_A_DAY = "concerns.most_a_day"


@dataclass(frozen=True, slots=True)
class NewConcern:
    """A concern as told; `id` is made by the page or the client, so that sending it twice keeps it once.

    person_id, place_id: picked by someone who may see them; everybody else writes words, which the doctor matches.
    """

    id: uuid.UUID
    school_id: int
    about: str
    signs: tuple[str, ...]
    seen_on: dt.date
    person_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None
    class_words: str = ""
    name_words: str = ""
    place_words: str = ""
    note: str = ""
    is_named: bool = False

    def digest(self) -> str:
        """Digest the content, so that the same sent again is told from another under the same id."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def problems_of_concern(new: NewConcern, *, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with a concern that can be seen without the database."""
    found: list[FieldProblem] = _problems_of_subject(new)
    if not new.signs:
        found.append(FieldProblem("signs", "选看到的情况，说不清选其他"))
    if unknown := [one for one in new.signs if one not in Sign.values()]:
        found.append(FieldProblem("signs", "不认识的选项：{code}", {"code": ",".join(unknown)[:30]}))
    needs_words = new.about == About.UNKNOWN or set(new.signs) == {Sign.OTHER}
    if needs_words and not new.note:
        found.append(FieldProblem("note", "写几个字，说明在哪里、什么情况"))
    if not today - dt.timedelta(days=EARLIEST_DAYS) <= new.seen_on <= today:
        reason = "日期在最近{days}天之内，不晚于今天"
        found.append(FieldProblem("seen_on", reason, {"days": EARLIEST_DAYS}, value=str(new.seen_on)))
    for field, most in LIMITS.items():
        if len(getattr(new, field)) > most:
            found.append(FieldProblem(field, "最多{most}字", {"most": most}))
    return found


def _problems_of_subject(new: NewConcern) -> list[FieldProblem]:
    if new.about not in About.values():
        return [FieldProblem("about", "选反映的是谁或哪里")]
    if new.about == About.PERSON and not (new.person_id or new.name_words):
        return [FieldProblem("name_words", "填姓名，不知道就选“不知道姓名”")]
    if new.about == About.PLACE and not (new.place_id or new.place_words):
        return [FieldProblem("place_words", "填是哪个场所")]
    return []


def problems_of_said(text: str, field: str, reason: str) -> list[FieldProblem]:
    """List what is wrong with a few words that have to be given; reason: what is to be written."""
    if not SHORTEST_SAID <= len(text.strip()) <= LONGEST_SAID:
        return [FieldProblem(field, reason, {"least": SHORTEST_SAID, "most": LONGEST_SAID})]
    return []


def symptoms_of(signs: Collection[str]) -> tuple[str, ...]:
    """Give the symptoms that the signs propose to a class, never none."""
    return tuple(PROPOSED[one] for one in Sign.values() if one in signs and one in PROPOSED) or ("OTHER",)


def progress_of(state: str, outcome: str, merged_state: str = "") -> Progress:
    """Say how far a concern is to whoever told it; merged_state: of the one into which it went."""
    shown = merged_state if outcome == Outcome.MERGED and merged_state else state
    if shown == "CLOSED":
        return Progress.CLOSED
    return Progress.OPEN if shown == "NEW" else Progress.LOOKED


def may_reopen(state: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a concern that stands so since then may be taken up again."""
    return state == "CLOSED" and now - since <= dt.timedelta(days=SHOWN_DAYS)
