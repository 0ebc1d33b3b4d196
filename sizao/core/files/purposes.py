"""What files are uploaded for: declared by modules, each with the kinds it takes, the right it asks, its time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sizao.core.files.rules import FileKind, Limits


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of uploaded files.

    permission: asked at the owning unit for uploading and for reading. keep_days: after so many the file is deleted.
    """

    code: str
    label: str
    kinds: tuple[FileKind, ...]
    permission: str
    keep_days: int
    limits: Limits = field(default_factory=Limits)


_purposes: dict[str, Purpose] = {}


def declare(purposes: Iterable[Purpose]) -> None:
    """Add a module's purposes to the one table; a code stands for one purpose only."""
    for purpose in purposes:
        if _purposes.setdefault(purpose.code, purpose) != purpose:
            raise ValueError(f"file purpose {purpose.code} is declared twice")


def get(code: str) -> Purpose:
    """Give a purpose by its code; an unknown one is a programming error."""
    return _purposes[code]


def declared() -> dict[str, Purpose]:
    """Give the table of all purposes by code."""
    return dict(_purposes)
