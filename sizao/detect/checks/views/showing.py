"""Turn values into what the check pages show: cells, sheet, status, receipt."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.core.words import day_words, minutes_until
from sizao.detect.checks import forms
from sizao.detect.checks.queries import CheckPage, Current, Question, entry_words, question_words
from sizao.detect.checks.rules import (
    AbsenceReason,
    Entry,
    Presence,
    QuestionKind,
    Session,
    SevereSign,
    SlotState,
    Symptom,
    TemperatureSite,
)
from sizao.registry.accounts import queries as accounts

STATUS = {
    SlotState.ZERO: ("good", "零报告"),
    SlotState.ILL: ("good", "已上报"),
    SlotState.DUE: ("attention", "待报"),
    SlotState.MISSING: ("act", "未报"),
    SlotState.WAIVED: ("na", "免报"),
    SlotState.NOT_DUE: ("na", "未到时间"),
}
# What a report counts apart from those who are well, in the order it says them.
PARTS = {"ill": "{n}人异常", "out": "{n}人未归", "leave": "{n}人请假", "left": "{n}人离校"}
REASON_TONE = {
    AbsenceReason.ILLNESS: ("act", "alert-triangle", "ill"),
    AbsenceReason.PENDING: ("attention", "clock", "leave"),
    AbsenceReason.NOT_BACK: ("act", "alert-triangle", "out"),
}


def status_of(state: SlotState | None, *, is_late: bool = False) -> dict[str, str]:
    """Give tone and word of a slot's state."""
    if state is None:
        return {"tone": "na", "word": _("今日不上课")}
    if is_late and state in (SlotState.ZERO, SlotState.ILL):
        return {"tone": "attention", "word": _("逾期补报")}
    tone, word = STATUS[state]
    return {"tone": tone, "word": _(word)}


def _status_of_page(page: CheckPage) -> dict[str, str]:
    """Give the status of a check page; the all-day observation is never due and never missing."""
    if page.session == Session.OBSERVATION and not page.has_report:
        return {"tone": "info", "word": _("全天可报")}
    return status_of(page.state, is_late=bool(page.current and page.current.is_late))


def cell_of(entry: Entry | None) -> dict[str, str]:
    """Give tone, icon, counting group and word of a pupil's cell."""
    if entry is None or entry.presence == Presence.ARRIVED_LATE:
        return {"tone": "", "icon": "check", "group": "", "word": _("迟到") if entry else ""}
    words = entry_words(entry)
    word = " ".join(words) if len(words) <= 2 else _("{word}等{n}项").format(word=words[0], n=len(words))
    if entry.presence == Presence.ABSENT:
        tone, icon, group = REASON_TONE.get(entry.absence_reason, ("info", "info-circle", "leave"))
        return {"tone": tone, "icon": icon, "group": "ill" if entry.is_ill else group, "word": word}
    group = "left" if entry.presence == Presence.LEFT else "ill"
    return {"tone": "act", "icon": "alert-triangle", "group": group, "word": word}


def cells_of(page: CheckPage, entries: dict[uuid.UUID, Entry], where: str = "") -> list[dict[str, Any]]:
    """Give the cells of a group's people; where: the page with their sheets, a check page's own unless given."""
    where = where or reverse("checks:check", args=[page.group.id, page.day, page.session])
    return [
        {
            "id": str(person.id),
            "number": person.class_position or place,
            "name": person.name,
            "href": f"{where}?person={person.id}",
            "json": forms.entry_json(entries[person.id]) if person.id in entries else "",
            **cell_of(entries.get(person.id)),
        }
        for place, person in enumerate(page.people, 1)
    ]


def questions_of(page: CheckPage) -> list[dict[str, Any]]:
    """Give the open questions of a group with names."""
    names = {person.id: person for person in page.people}
    return [_question(one, names) for one in page.questions]


def _question(question: Question, names: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    """Collect what a question shows: whom it is about, who says what, and the entry that takes it over."""
    person = names.get(question.person_id)
    still = question.entry
    return {
        "id": str(question.id),
        "is_suggestion": question.is_suggestion,
        "kind": _(QuestionKind(question.kind).label),
        "asked_at": question.asked_at,
        "person": str(question.person_id),
        "name": person.name if person else "",
        "number": person.class_position if person else "",
        "words": _("，").join(question_words(question)),
        "entry": forms.entry_json(still),
    }


def summary(entries: dict[uuid.UUID, Entry], enrolled: int) -> str:
    """Say the report in one line: 39人正常，2人异常."""
    groups = [cell_of(entry)["group"] for entry in entries.values()]
    return count_words({name: groups.count(name) for name in PARTS}, enrolled)


def count_words(counted: dict[str, int], enrolled: int) -> str:
    """Say how many are well, ill, not back, on leave, gone home."""
    words = [_("{n}人正常").format(n=max(enrolled - sum(counted.values()), 0))]
    return _("，").join(words + [_(PARTS[name]).format(n=n) for name, n in counted.items() if n])


def shown_of(entries: dict[uuid.UUID, Entry], names: dict[uuid.UUID, Any], *, may_arrive: bool) -> list[dict[str, Any]]:
    """List the pupils a report names, for the receipt."""
    return [
        {
            "name": names[key].name, "number": names[key].class_position, "id": str(key),
            "words": _("，").join(entry_words(entry)), "short": _("异常") if entry.is_ill else _("缺勤"),
            "can_arrive": entry.presence == Presence.ABSENT and may_arrive, **cell_of(entry),
        }
        for key, entry in entries.items()
        if key in names
    ]  # fmt: skip


def reported_entries(page: CheckPage) -> list[dict[str, Any]]:
    """List the pupils named by the version that holds, for whoever typed another one meanwhile."""
    entries = {person: stored.entry for person, stored in page.entries.items()}
    return shown_of(entries, {person.id: person for person in page.people}, may_arrive=False)


def sheet_choices(reasons: Sequence[tuple[str, str]] = forms.CLASS_REASONS) -> dict[str, list[tuple[str, str]]]:
    """Give the coded choices of the pupil's sheet in the reader's language."""
    kinds = {"symptoms": Symptom, "severe": SevereSign, "sites": TemperatureSite}
    known = {name: kind.pairs() for name, kind in kinds.items()} | {"reasons": list(reasons)}
    return {name: [(code, _(label)) for code, label in pairs] for name, pairs in known.items()}


def handler_of(current: Current | None) -> str:
    """Name who reported (经手人)."""
    by = current.submitted_by if current else None
    return accounts.names_of([by]).get(by, "") if by else ""


def check_context(
    page: CheckPage,
    *,
    actor: Actor,
    now: dt.datetime,
    is_editing: bool,
    entries: dict[uuid.UUID, Entry],
    error: SizaoError | None = None,
    is_kept: bool = False,
) -> dict[str, Any]:
    """Collect what the check page shows; `is_kept`: a phone keeps it, perhaps before its session opens."""
    names = {person.id: person for person in page.people}
    enrolled = page.slot.enrolled if page.slot else len(page.people)
    current = page.current
    is_open = is_kept or page.session == Session.OBSERVATION or (page.slot is not None and now >= page.slot.opens_at)
    can_submit = actor.may("checks.submit", page.group)
    is_past_due = page.slot is not None and now >= page.slot.due_at
    return {
        "page": page,
        "day_words": day_words(page.day),
        "session_label": _(Session(page.session).label),
        "enrolled": enrolled,
        "due": page.slot.due_at if page.slot else None,
        "minutes": minutes_until(page.slot.due_at, now) if page.slot else 0,
        "status": _status_of_page(page),
        "cells": cells_of(page, entries),
        "questions": questions_of(page),
        "summary": summary(entries, enrolled),
        "shown": shown_of(entries, names, may_arrive=can_submit),
        "choices": sheet_choices(),
        "today": page.day.isoformat(),
        "key": str(new_id(now)),
        "is_editing": is_editing and can_submit and is_open and not (page.slot and page.slot.waived_at),
        "is_open": is_open,
        "can_submit": can_submit,
        "can_withdraw": can_submit and page.has_report and not is_past_due and page.slot is not None,
        "is_correction": page.has_report,
        "needs_reason": page.has_report and is_past_due,
        "reported_by": handler_of(current),
        "is_today": page.day == clock.school_date(now),
        "error": error,
        "error_text": error.text(_) if error else "",
        "problems": [problem.text(_) for problem in error.problems] if error else [],
    }  # fmt: skip
