"""The kinds of task: registered by modules, each with its words, its doers and what counts as done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.converters import Key
from sizao.core.notify import templates

Url = Callable[[Key, str], str]


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task.

    title: its name in a notice (因病缺勤追查); line: Chinese source text with {parts} for lists, where names of
    persons have no place either. roles: who does it, in the unit or above it within the school.
    permission: asked of whoever reports it done by hand.
    closes_with_record: the record itself is the evidence, so the machine verifies; else another person closes.
    url: (key, about_id) to the page where the work is done; None for the task's own page.
    """

    code: str
    title: str
    line: str
    roles: tuple[str, ...]
    permission: str
    closes_with_record: bool
    url: Url | None = None

    def text(self, params: Mapping[str, Any]) -> str:
        """Write the task's line in the reader's language."""
        return _(self.line).format(**params)


_kinds: dict[str, TaskKind] = {}


def register(kind: TaskKind) -> None:
    """Add a kind to the one table; a code stands for one kind only."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"task kind {kind.code} is registered twice")
    templates.declare_titles([kind.title])


def get(code: str) -> TaskKind:
    """Give a kind by its code; an unknown one is a programming error."""
    return _kinds[code]


def registered() -> dict[str, TaskKind]:
    """Give the table of all kinds by code."""
    return dict(_kinds)


def codes_for(role: str) -> list[str]:
    """List the kinds that holders of a role do."""
    return [kind.code for kind in _kinds.values() if role in kind.roles]
