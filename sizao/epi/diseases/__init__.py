"""Diseases and syndromes, one file each; a new file adds one line here."""

from functools import cache
from types import MappingProxyType

from sizao.epi.diseases.disease import (
    BadPeriod,
    CaseDefinition,
    Disease,
    MissingPeriod,
    NotifiableClass,
    Period,
    Span,
    Trust,
    no_period,
    period,
)
from sizao.epi.diseases.ili import ILI

ALL: tuple[Disease, ...] = (ILI,)

BY_KEY = MappingProxyType({one.key: one for one in ALL})
_KEY_OF = MappingProxyType({name: one.key for one in ALL for name in (one.key, one.zh, *one.aliases)})


def get(key: str) -> Disease:
    """Give a disease by its key. raises: KeyError."""
    return BY_KEY[key]


def key_of(name: str) -> str:
    """Give the key for a Chinese name, an alias or a key; a name that nobody has described stands for itself."""
    return _KEY_OF.get(name, name)


@cache
def counted_under(key: str) -> frozenset[str]:
    """Give the diseases whose cases count as this one, itself included."""
    return frozenset({key, *(BY_KEY[key].counted_with if key in BY_KEY else ())})


@cache
def defined_by_symptoms() -> tuple[Disease, ...]:
    """Give the syndromes that symptoms alone make."""
    return tuple(one for one in ALL if one.is_syndrome)


def find(text: str) -> list[Disease]:
    """Search by Chinese or English name, alias, pinyin initials or ICD-10 code, as a search box does."""
    wanted = text.strip().lower()
    return [one for one in ALL if wanted and any(wanted in name.lower() for name in _names(one))]


def _names(disease: Disease) -> tuple[str, ...]:
    return (disease.zh, disease.en, disease.key, disease.initials, *disease.aliases, *disease.icd10)


__all__ = [
    "ALL", "BY_KEY", "BadPeriod", "CaseDefinition", "Disease", "MissingPeriod", "NotifiableClass", "Period", "Span",
    "Trust", "counted_under", "defined_by_symptoms", "find", "get", "key_of", "no_period", "period",
]  # fmt: skip
