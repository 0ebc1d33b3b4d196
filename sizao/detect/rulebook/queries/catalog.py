"""All rules as a unit sees them: what ships and its own, on or off here, who switched it and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core.actor import UnitRef
from sizao.detect.rulebook.models import RuleChange
from sizao.detect.rulebook.queries.books import list_in_force, read_pack, rules_of
from sizao.detect.rulebook.rules import Kind
from sizao.epi import diseases, packs
from sizao.epi.thresholds import Confidence, Rule, is_on
from sizao.epi.thresholds.settings import UNVERIFIED_PACK
from sizao.registry.policies import queries as policies

NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule in a unit on a day. change: what switched it on or made it, None when it ships so."""

    rule: Rule
    is_on: bool
    change: RuleChange | None = None

    @property
    def is_own(self) -> bool:
        return self.change is not None and self.change.kind in (Kind.RULES, Kind.TIGHTER)

    @property
    def is_unverified(self) -> bool:
        return self.rule.confidence is Confidence.UNVERIFIED


@dataclass(frozen=True, slots=True)
class OptionalPack:
    """A pack that ships switched off. change: what switched it on here."""

    name: str
    title: str
    title_en: str
    rules: tuple[Rule, ...]
    change: RuleChange | None


def list_states(unit: UnitRef, day: dt.date) -> list[RuleState]:
    """List every rule there is for a unit, in the order of the catalog, its own after those they tighten; one query."""
    return states_with(list_in_force(policies.chain_of(unit.territory_path), day))


def states_with(changes: Sequence[RuleChange]) -> list[RuleState]:
    """List every rule as changes in force leave it."""
    switched = {one.subject: one for one in reversed(changes) if one.kind == Kind.PACK}
    states = [RuleState(rule, is_on(rule, switched), _switch(rule, switched)) for rule in packs.catalog()]
    own = [RuleState(rule, True, one) for one in changes for rule in rules_of(one)]
    return sorted([*states, *own], key=lambda one: one.rule.order)


def _switch(rule: Rule, switched: dict[str, RuleChange]) -> RuleChange | None:
    if rule.confidence is Confidence.UNVERIFIED and UNVERIFIED_PACK in switched:
        return switched[UNVERIFIED_PACK]
    return switched.get(rule.pack)


def list_optional_packs(changes: Sequence[RuleChange] = ()) -> list[OptionalPack]:
    """List the packs that ship off, with what switched them on; that of the unread rules last."""
    switched = {one.subject: one for one in reversed(changes) if one.kind == Kind.PACK}
    found: dict[str, OptionalPack] = {}
    for pack in packs.packs():
        if pack.name != NATIONAL:
            rules = (*(found[pack.name].rules if pack.name in found else ()), *pack.rules)
            found[pack.name] = OptionalPack(pack.name, pack.title, pack.title_en, rules, switched.get(pack.name))
    unread = tuple(rule for rule in packs.catalog() if rule.confidence is Confidence.UNVERIFIED)
    last = OptionalPack(
        UNVERIFIED_PACK, "未核实的规则", "Unverified rules", unread, switched.get(UNVERIFIED_PACK)
    )  # fmt: skip
    return [*found.values(), last]


def source_of(rule: Rule, change: RuleChange | None) -> packs.Source | None:
    """Give the text that a rule cites, of those that ship or that its file brought along."""
    known = packs.sources().get(rule.cited.key)
    if known is None and change is not None and change.kind == Kind.RULES:
        return read_pack(change.content["text"], change.subject).sources.get(rule.cited.key)
    return known


def is_found(rule: Rule, wanted: str) -> bool:
    """Tell whether a rule holds every word that is searched for: in its code, text, disease or source."""
    disease = diseases.BY_KEY.get(rule.disease) if rule.disease else None
    source = packs.sources().get(rule.cited.key)
    hay = [rule.id, rule.text, rule.text_en, rule.cited.key, rule.cited.clause, rule.pack]
    hay += [disease.zh, disease.en, disease.key] if disease else []
    hay += [source.title, source.number] if source else []
    text = " ".join(hay).lower()
    return all(word in text for word in wanted.lower().split())
