"""Turn concerns into what their pages show."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.converters import Key
from sizao.core.words import minutes_until
from sizao.detect.concerns.models import Concern
from sizao.detect.concerns.queries import Subject
from sizao.detect.concerns.rules import About, Outcome, Sign

TONES = {"NEW": "act", "TAKEN": "attention", "ASKED": "info", "CLOSED": "good"}


def words(signs: Collection[str]) -> str:
    """Say what was seen."""
    return _("，").join(_(one.label) for one in Sign if one in signs)


def line(row: Concern, subject: Subject, now: dt.datetime) -> dict[str, Any]:
    """Collect what the queue and the page of a concern show first; names are masked."""
    is_closed = row.state == "CLOSED"
    minutes = minutes_until(row.state_due_at, now) if row.state_due_at and not is_closed else 0
    return {
        "row": row, "key": Key(row.school_id, row.id), "words": words(row.signs),
        "subject": subject_words(row, subject),
        "state": _(Outcome(row.outcome).label) if is_closed and row.outcome else _(row.state_label),
        "tone": TONES[row.state], "due": None if is_closed else row.state_due_at, "minutes": minutes,
        "days": abs(minutes) // 1440,
    }  # fmt: skip


def subject_words(row: Concern, subject: Subject) -> str:
    """Say whom or what a concern is about."""
    group, words = subject
    is_unknown = row.about == About.UNKNOWN and row.person_id is None
    return f"{group} {_('不知道姓名') if is_unknown else words}".strip()
