"""The kinds of long work: declared by modules, each with its stages and what runs it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sizao.core.notify import templates


@dataclass(frozen=True, slots=True)
class Outcome:
    """How work ended well: figures in order, and the page that shows what came of it."""

    counts: tuple[tuple[str, int], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work; all texts are Chinese source text.

    stages: words of stage 1, 2, … . counted: what `done` counts. keeps: what stays when it is canceled or dies.
    run: does it in the worker, given the row; it opens its own use cases.
    """

    code: str
    title: str
    stages: tuple[str, ...]
    counted: str
    keeps: str
    run: Callable[[Any], Outcome]


_kinds: dict[str, Kind] = {}


def declare(kinds: Iterable[Kind]) -> None:
    """Add a module's kinds; their titles may stand in notices."""
    for kind in kinds:
        _kinds[kind.code] = kind
        templates.declare_titles([kind.title])


def get(code: str) -> Kind:
    """Give a kind by its code; an unknown one is a programming error."""
    return _kinds[code]
