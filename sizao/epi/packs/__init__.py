"""Rule packs: the rules as data, national and local, read strictly; `thresholds.RuleBook` chooses what is on."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sizao.epi.packs.fields import Fields
from sizao.epi.packs.nodes import PackRefused, Problem, Reader, read_yaml
from sizao.epi.packs.reading import Pack, read_packs
from sizao.epi.packs.words import RECIPIENTS, SCHOOL_KINDS
from sizao.epi.thresholds.rules import Rule

DATA = Path(__file__).resolve().parent / "data"
RULES = DATA / "rules"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that rules cite. state: in force, superseded … as found when it was read."""

    key: str
    title: str
    number: str
    issuer: str
    year: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Notifiable:
    """A notifiable disease (法定传染病) with the hours within which medical institutions report it."""

    zh: str
    en: str
    icd10: str
    notifiable_class: str
    report_hours: int
    is_managed_as_a: bool


@cache
def sources() -> dict[str, Source]:
    """Give every source by its key."""
    return {one.key: one for one in _entries("sources.yaml", "sources", _source)}


@cache
def notifiable() -> tuple[Notifiable, ...]:
    """Give the notifiable diseases, class A first."""
    return tuple(_entries("notifiable.yaml", "diseases", _notifiable))


@cache
def packs() -> tuple[Pack, ...]:
    """Give the packs that ship. raises: PackRefused."""
    return read_packs(RULES, sources())


@cache
def catalog() -> tuple[Rule, ...]:
    """Give every rule that ships, on or off, in the order of the catalog."""
    return tuple(sorted((rule for pack in packs() for rule in pack.rules), key=lambda rule: rule.order))


def get(rule_id: str) -> Rule:
    """Give one rule. raises: KeyError."""
    return next(rule for rule in catalog() if rule.id == rule_id)


def _entries(file: str, name: str, read):  # type: ignore[no-untyped-def]
    reader = Reader(file)
    value = read_yaml(DATA / file, reader)
    listed = value.fields[name].items if value is not None and name in value.fields else []
    found = []
    for one in listed:
        fields = Fields(one, reader, name)
        found.append(read(fields))
        fields.close()
    if reader.problems or not found:
        raise PackRefused(reader.problems or [Problem(file, 1, f"{name} is missing")])
    return found


def _source(fields: Fields) -> Source:
    return Source(
        fields.text("key", is_required=True),
        fields.text("title", is_required=True),
        fields.text("number"),
        fields.text("issuer"),
        fields.number("year"),
        fields.text("state"),
    )


def _notifiable(fields: Fields) -> Notifiable:
    return Notifiable(
        fields.text("zh", is_required=True),
        fields.text("en", is_required=True),
        fields.text("icd10"),
        fields.text("class", is_required=True),
        fields.number("report_hours", least=1, is_required=True) or 0,
        fields.flag("managed_as_a"),
    )


__all__ = [
    "DATA", "RECIPIENTS", "RULES", "SCHOOL_KINDS", "Notifiable", "Pack", "PackRefused", "Problem", "Source", "catalog",
    "get", "notifiable", "packs", "read_packs", "sources",
]  # fmt: skip
