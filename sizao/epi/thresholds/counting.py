"""Who counts for a rule in a unit: which units an illness belongs to, and under which labels it is counted."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sizao.epi import diseases
from sizao.epi.thresholds.lines import Episode, Key, local_day, local_moment
from sizao.epi.thresholds.places import School, UnitRef
from sizao.epi.thresholds.rules import Condition, Counted, Rule, Scope
from sizao.epi.thresholds.settings import CountBasis, Settings

GROUP_ORDER = "FRGJCPQ"
EXPOSURE, CAMPUS, ILLNESS = "exposure:", "campus:", "illness:"
STUDENTS_ONLY = frozenset({Scope.CLASS, Scope.DORM, Scope.GRADE})


@dataclass(frozen=True, slots=True)
class Declaration:
    """Somebody declared a group disease of unknown cause, a poisoning or the like; no line list says so by itself.

    code: GROUP_UNKNOWN, POISONING, UNKNOWN_PNEUMONIA. day: when the first fell ill.
    """

    code: str
    school: str
    persons: tuple[str, ...]
    day: dt.date
    at: dt.datetime
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class LineList:
    """All illnesses of one school, or of all schools of one site, as known now.

    Every illness that a signal has counted must be in it, else a revocation cannot be judged.
    """

    schools: Mapping[str, School]
    episodes: Mapping[Key, Episode]
    declarations: tuple[Declaration, ...] = field(default=())


def units_of(episode: Episode, school: School | None) -> Iterator[UnitRef]:
    """Walk the units in which an illness may count; staff count for institution, campus and site alone."""
    code = episode.school
    yield UnitRef(Scope.INSTITUTION, code, code)
    if episode.campus:
        yield UnitRef(Scope.CAMPUS, code, episode.campus)
    if school is not None and school.site:
        yield UnitRef(Scope.SITE, "", school.site)
    yield UnitRef(Scope.PERSON, code, episode.person)
    if episode.is_staff:
        return
    if episode.class_group:
        yield UnitRef(Scope.CLASS, code, episode.class_group)
    if episode.dorm:
        yield UnitRef(Scope.DORM, code, episode.dorm)
    if episode.grade:
        yield UnitRef(Scope.GRADE, code, episode.grade)


_SCOPES: Mapping[Scope, frozenset[Scope]] = MappingProxyType(
    {
        Scope.CLASS_OR_DORM: frozenset({Scope.CLASS, Scope.DORM}),
    }
)


def scopes_of(rule: Rule) -> frozenset[Scope]:
    """Name the scopes of the units for which a rule is judged; class or dormitory are judged apart."""
    return _SCOPES.get(rule.scope, frozenset({rule.scope}))


def labels_of(rule: Rule, episode: Episode) -> Iterable[str]:
    """Say under which labels an illness counts: syndrome groups, exposures, or one empty label for a disease.

    Illnesses under different labels are never added. Nothing comes back when it does not count at all.
    """
    condition = rule.condition
    if condition is None or episode.is_out or not _is_admissible(condition, episode):
        return ()
    return _LABELS[condition.counted](rule, episode)


def _is_admissible(condition: Condition, episode: Episode) -> bool:
    if condition.is_admitted_or_died and not (episode.is_hospitalised or episode.died_at):
        return False
    return not (condition.is_locally_acquired and episode.is_imported)


def _similar(rule: Rule, episode: Episode) -> Iterable[str]:
    return [*episode.groups, *_exposed(rule, episode)]


def _exposed(rule: Rule, episode: Episode) -> Iterable[str]:
    return [EXPOSURE + one for one in episode.exposures]


def _diagnosed(rule: Rule, episode: Episode) -> Iterable[str]:
    condition = rule.condition
    if condition is None or episode.status not in condition.statuses or rule.disease is None:
        return ()
    return _placed(rule, episode) if episode.disease in diseases.counted_under(rule.disease) else ()


def _defined(rule: Rule, episode: Episode) -> Iterable[str]:
    return _placed(rule, episode) if rule.disease in episode.syndromes else _diagnosed(rule, episode)


def _placed(rule: Rule, episode: Episode) -> Iterable[str]:
    is_one_campus = rule.condition is not None and rule.condition.is_one_campus
    return [CAMPUS + (episode.campus or "")] if is_one_campus else [""]


def _severe(rule: Rule, episode: Episode) -> Iterable[str]:
    return [f"{ILLNESS}{episode.episode}"] if episode.severe_signs else ()


def _any_diagnosis(rule: Rule, episode: Episode) -> Iterable[str]:
    return [f"{ILLNESS}{episode.episode}"] if episode.is_diagnosed else ()


def _declared(rule: Rule, episode: Episode) -> Iterable[str]:
    return ()


_LABELS = {
    Counted.SIMILAR: _similar,
    Counted.EXPOSURE: _exposed,
    Counted.DIAGNOSIS: _diagnosed,
    Counted.DEFINITION: _defined,
    Counted.SEVERE_SIGN: _severe,
    Counted.ANY_DIAGNOSIS: _any_diagnosis,
    Counted.DECLARED: _declared,
}


def declared_for(rule: Rule, unit: UnitRef, line_list: LineList, now: dt.datetime) -> dict[str, list[Episode]]:
    """Give the persons that were declared for a rule, as illnesses under one label for each declaration."""
    found: dict[str, list[Episode]] = {}
    for one in line_list.declarations:
        is_meant = rule.condition is not None and one.code == rule.condition.declaration
        is_in_force = one.at <= now and (one.withdrawn_at is None or one.withdrawn_at > now)
        persons = one.persons if unit.scope is not Scope.PERSON else [name for name in one.persons if name == unit.id]
        if is_meant and is_in_force and one.school == unit.school:
            found[f"{ILLNESS}{one.code}@{one.at.isoformat()}"] = [
                Episode(name, 0, one.school, one.day, recorded_at=one.at, saved_at=one.at) for name in persons
            ]
    return {label: members for label, members in found.items() if members}


def basis_of(rule: Rule, episode: Episode, settings: Settings) -> dt.datetime:
    """Give the moment that places an illness in a window.

    An illness without a diagnosis keeps its onset when diagnoses are the basis; an onset after the day of its record
    is taken as that day.
    """
    if rule.condition is not None and rule.condition.counted is Counted.ANY_DIAGNOSIS and episode.reported_at:
        return episode.reported_at
    if settings.count_basis is CountBasis.FIRST_RECORDED_AT:
        return episode.recorded_at
    if settings.count_basis is CountBasis.DIAGNOSED_AT and episode.diagnosed_at is not None:
        return episode.diagnosed_at
    if local_day(episode.onset) > local_day(episode.recorded_at):
        return episode.recorded_at
    return local_moment(episode.onset)


def label_rank(label: str) -> tuple[int, str]:
    """Order labels as the rules name them: F R G J C P Q, then exposures by text."""
    place = GROUP_ORDER.find(label) if len(label) == 1 else -1
    return (place if place >= 0 else len(GROUP_ORDER), label)


def shown_groups(labels: Iterable[str]) -> tuple[str, ...]:
    """Leave out labels that only keep things apart and name no group."""
    return tuple(label for label in labels if label and not label.startswith((CAMPUS, ILLNESS)))
