"""Turn commands into the arrays of the statement, and its rows into receipts or named refusals."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sizao.core import arrays, clock
from sizao.core.actor import Actor, roles_with
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.detect.checks.rules import LATE_ENTRY_DAYS, Answer, Check
from sizao.detect.checks.services.statement import ANSWER_COLUMNS, CHECK_COLUMNS, ENTRY_COLUMNS


@dataclass(frozen=True, slots=True)
class Command:
    """A check with who sends it and when: one row of a batch."""

    actor: Actor
    now: dt.datetime
    check: Check


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written; `is_repeat` when the same report had come before and nothing was written again."""

    check_id: uuid.UUID
    school_id: int
    group_id: int
    day: dt.date
    session: str
    version: int
    enrolled: int
    absent: int
    ill: int
    is_late: bool
    is_repeat: bool
    due_at: dt.datetime | None


class CheckRefused(SizaoError):
    """Base of what the database refuses about a check."""

    http_status = 409

    def __init__(self, check: Check, **params: object) -> None:
        self.check = check
        super().__init__(**params)


class KeyReused(CheckRefused):
    """The id belongs to another report."""

    code = "key_reused"
    message = "这个编号已用于另一份报告"


class SlotClosed(CheckRefused):
    """The day is too long ago (or not yet there) to be reported."""

    code = "slot_closed"
    message = "{day}已不能补报，超过{days}天"


class NoSlot(CheckRefused):
    """Nothing is expected from this group in this session."""

    code = "no_slot"
    message = "{day}这个时段不用上报"


class SlotWaived(CheckRefused):
    """The slot was waived."""

    code = "slot_waived"
    message = "这个时段已免报"


class SlotNotOpen(CheckRefused):
    """The slot opens later."""

    code = "slot_not_open"
    message = "还没到时间，{opens}开始"


class VersionConflict(CheckRefused):
    """Someone else reported first; the sender sees that report and may correct it."""

    code = "version_conflict"
    message = "已有人上报，先看看再改"


class NothingToWithdraw(CheckRefused):
    """There is no report to take back."""

    code = "nothing_to_withdraw"
    message = "没有可撤回的上报"


class TooLateToWithdraw(CheckRefused):
    """The cut-off has passed; a correction with a reason is still possible."""

    code = "too_late_to_withdraw"
    message = "已过截止时间，只能更正"


class ReasonMissing(CheckRefused):
    """A correction after the cut-off says why."""

    code = "reason_missing"
    message = "截止后更正要写原因"
    http_status = 422


class TooManyAbsent(CheckRefused):
    """More absent than enrolled."""

    code = "too_many_absent"
    message = "缺勤人数多于应到{enrolled}人"
    http_status = 422


class QuestionsOpen(CheckRefused):
    """A question about a person stands unanswered."""

    code = "questions_open"
    message = "还有学生的情况没有回答"


class UnknownPerson(CheckRefused):
    """Someone in the report was not in this group on that day."""

    code = "unknown_person"
    message = "有人当天不在这个班"
    http_status = 422


REFUSALS: dict[str, type[CheckRefused]] = {
    "KEY_REUSED": KeyReused,
    "CLOSED": SlotClosed,
    "NO_SLOT": NoSlot,
    "WAIVED": SlotWaived,
    "NOT_OPEN": SlotNotOpen,
    "CONFLICT": VersionConflict,
    "NOTHING_TO_WITHDRAW": NothingToWithdraw,
    "TOO_LATE_TO_WITHDRAW": TooLateToWithdraw,
    "NO_REASON": ReasonMissing,
    "TOO_MANY": TooManyAbsent,
    "QUESTIONS": QuestionsOpen,
    "UNKNOWN_PERSON": UnknownPerson,
}


def _check_row(idx: int, command: Command) -> tuple:
    check, actor, now = command.check, command.actor, command.now
    return (
        idx, check.id, check.school_id, check.group_id, check.day, check.session, check.base_version, check.absent,
        check.absent_ill, check.ill, check.reason, check.source, check.device_at, check.digest(), check.is_withdrawn,
        actor.user_id, actor.system_job or actor.role, actor.is_system, now, clock.school_date(now), new_id(now),
    )  # fmt: skip


def _entry_rows(idx: int, command: Command) -> list[tuple]:
    return [
        (
            idx, new_id(command.now), entry.person_id, entry.kind, entry.presence, entry.absence_reason,
            ",".join(entry.symptoms), entry.temperature_celsius, entry.temperature_site, entry.onset_date,
            ",".join(entry.severe_signs), entry.note, entry.seen_doctor, entry.diagnosis, entry.shared_meal,
        )
        for entry in command.check.entries
    ]  # fmt: skip


def _answer_rows(idx: int, check: Check) -> list[tuple]:
    well = [(idx, person, Answer.RECOVERED) for person in check.recovered]
    still = [(idx, entry.person_id, Answer.STILL) for entry in check.entries]
    return well + still


def pack(commands: Sequence[Command], *, permission: str = "checks.submit") -> list[Any]:
    """Fill the statement's parameters: one array a column, then the roles that hold the right to write them."""
    checks = [_check_row(idx, command) for idx, command in enumerate(commands)]
    entries = [row for idx, command in enumerate(commands) for row in _entry_rows(idx, command)]
    answers = [row for idx, command in enumerate(commands) for row in _answer_rows(idx, command.check)]
    return [
        *arrays.columns(checks, CHECK_COLUMNS),
        *arrays.columns(entries, ENTRY_COLUMNS),
        *arrays.columns(answers, ANSWER_COLUMNS),
        arrays.literal(roles_with(permission), "text"),
    ]


def read(commands: Sequence[Command], rows: Sequence[tuple]) -> list[Receipt | SizaoError]:
    """Read one outcome a command; a refusal is returned, not raised, so that others in the batch stand."""
    return [_outcome(command, row) for command, row in zip(commands, rows, strict=True)]


def _outcome(command: Command, row: tuple) -> Receipt | SizaoError:
    _, verdict, version, is_late, enrolled, opens_at, due_at = row
    check = command.check
    if verdict in ("WRITTEN", "AGAIN"):
        return Receipt(
            check.id, check.school_id, check.group_id, check.day, check.session, version, enrolled, check.absent,
            check.ill, is_late, verdict == "AGAIN", due_at,
        )  # fmt: skip
    if verdict == "NOT_VISIBLE":
        return NotVisible()
    opens = opens_at.astimezone(clock.SHANGHAI).strftime("%H:%M") if opens_at else ""
    return REFUSALS[verdict](check, day=check.day, days=LATE_ENTRY_DAYS, opens=opens, enrolled=enrolled)
