"""Coded values with Chinese labels, without Django: usable from pure rules and from models."""

from enum import StrEnum
from typing import Self


class Choices(StrEnum):
    """Name the values a field may take; each member is its code and carries a label.

    Written as `NAME = "CODE", "中文标签"`; the member equals and serializes as its code.
    """

    _label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member._label = label or value
        return member

    @property
    def label(self) -> str:
        """The Chinese source text; translate it where it is shown."""
        return self._label

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """List (code, label) as Django's `choices` wants them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def values(cls) -> list[str]:
        """List the codes in order of definition."""
        return [member.value for member in cls]
