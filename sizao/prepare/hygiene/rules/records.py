"""What is recorded of a day: done as planned or not, by whom, and what is still missing; values in, verdicts out."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError


class Result(Choices):
    """What was recorded."""

    DONE = "DONE", "按计划已做"
    EXCEPTION = "EXCEPTION", "异常"


class Mark(Choices):
    """What a day of a place is in a register."""

    NONE = "NONE", "不用做"
    DONE = "DONE", "已做"
    EXCEPTION = "EXCEPTION", "异常"
    MISSING = "MISSING", "未登记"


SIGNS = {Mark.NONE: "", Mark.DONE: "√", Mark.EXCEPTION: "△", Mark.MISSING: "未"}
# Asked on every school day; examinations on the days that the key dates name.
DAILY_PROCESSES = ("ARRIVAL", "DINING", "DISMISSAL", "VISITOR")
EXAM = "EXAM"
LONGEST_NOTE = 200
# How long after the hour of the register the day's reminder may still go out. source: PROJECT
GRACE = dt.timedelta(hours=4)


class AlreadyRecorded(SizaoError):
    """Somebody else has recorded it today; what they wrote stays."""

    code = "hygiene.already_recorded"
    message = "{who}{at}已经登记，不能再改；有不同情况，让{who}撤回后再登记"
    http_status = 409


class NothingDue(SizaoError):
    """Nothing is planned there today."""

    code = "hygiene.nothing_due"
    message = "这里今天没有要登记的"
    http_status = 409


class TakeBackOver(SizaoError):
    """Only one's own record of the same day may be taken back."""

    code = "hygiene.take_back_over"
    message = "只能在当天撤回自己的登记"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Counts:
    """What was due, and how much of it was recorded; nothing recorded is missing, never done."""

    due: int = 0
    done: int = 0
    exceptions: int = 0

    @property
    def recorded(self) -> int:
        return self.done + self.exceptions

    @property
    def missing(self) -> int:
        return self.due - self.recorded

    def plus(self, other: "Counts") -> "Counts":
        return Counts(self.due + other.due, self.done + other.done, self.exceptions + other.exceptions)


def problems_of_exception(note: str) -> list[FieldProblem]:
    """Refuse an exception that does not say what was the matter or what was done."""
    if not note.strip():
        return [FieldProblem("note", "写明什么情况、做了什么")]
    if len(note.strip()) > LONGEST_NOTE:
        return [FieldProblem("note", "最多{most}字", {"most": LONGEST_NOTE})]
    return []


def mark_of(result: str | None, *, is_due: bool) -> Mark:
    """Say what a day of a place or checkpoint is; what was recorded counts even where it was not due."""
    if result is not None:
        return Mark.EXCEPTION if result == Result.EXCEPTION else Mark.DONE
    return Mark.MISSING if is_due else Mark.NONE
