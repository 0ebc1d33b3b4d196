"""Turn messages into what the guardian's pages show."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.converters import Key
from sizao.core.words import day_words
from sizao.detect.checks.queries import Symptom
from sizao.detect.screening.queries import Line
from sizao.detect.screening.rules import Leave, ReportState
from sizao.registry.roster.queries import Child

TONES = {
    ReportState.WAITING: "attention",
    ReportState.TAKEN: "good",
    ReportState.DISMISSED: "info",
    ReportState.WITHDRAWN: "na",
}


def words(leave: str, symptoms: Iterable[str]) -> str:
    """Say a message in a few words."""
    return _("，").join([_(Leave(leave).label), *(_(Symptom(code).label) for code in symptoms)])


def day_choice(day: dt.date, today: dt.date) -> str:
    """Name a day to choose: today by its word."""
    return _("今天") if day == today else day_words(day)


def status(line: Line) -> dict[str, str]:
    """Give tone and word of a message's state."""
    return {"tone": TONES[ReportState(line.state)], "word": _(ReportState(line.state).label)}


def lines(reports: Collection[Line], children: Iterable[Child]) -> list[dict[str, Any]]:
    """Collect what the list shows of each message."""
    names = {(child.school_id, child.id): child.name for child in children}
    return [
        {
            "key": Key(one.school_id, one.id), "name": names[one.school_id, one.person_id],
            "day_words": day_words(one.day), "words": words(one.leave, one.symptoms), "report": one,
            "status": status(one),
        }
        for one in reports
    ]  # fmt: skip
