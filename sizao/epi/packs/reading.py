"""The strict reader of rule packs (规则包): every field is known, every number has a source, or the file is refused."""

import dataclasses
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sizao.epi import diseases
from sizao.epi.packs.fields import Fields
from sizao.epi.packs.nodes import PackRefused, Problem, Reader, Value, read_yaml, yaml_files
from sizao.epi.packs.words import RECIPIENTS, SETTINGS, STARTS
from sizao.epi.thresholds.rules import (
    Alternative,
    Citation,
    Condition,
    Confidence,
    Counted,
    Deadline,
    Kind,
    Of,
    Rule,
    Scope,
    Season,
    Status,
    Window,
    WindowKind,
)

KINDS = {one.value.lower(): one for one in Kind}
SCOPES = {one.value.lower(): one for one in Scope}
COUNTED = {one.value.lower(): one for one in Counted}
STATUSES = {one.value.lower(): one for one in Status if one not in (Status.EXCLUDED, Status.WITHDRAWN)}
CONFIDENCES = {one.value.lower(): one for one in Confidence}
OFS = {one.value.lower(): one for one in Of}
DECLARATIONS = frozenset({"GROUP_UNKNOWN", "POISONING", "UNKNOWN_PNEUMONIA", "NEW_DISEASE"})
LONGEST_WINDOW_DAYS = 366
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of a rule pack. season: when its rules are judged, None all year. lines: where each rule stands."""

    name: str
    title: str
    title_en: str
    version: int
    rules: tuple[Rule, ...]
    file: str
    lines: tuple[int, ...]
    season: Season | None = None


def read_packs(folder: Path, sources: Iterable[str]) -> tuple[Pack, ...]:
    """Read all packs below a folder.

    sources: keys that a rule may cite. raises: PackRefused with every problem found.
    """
    known = frozenset(sources)
    problems: list[Problem] = []
    packs = []
    for path in yaml_files(folder):
        reader = Reader(path.relative_to(folder).as_posix())
        value = read_yaml(path, reader)
        if value is not None:
            packs.append(_pack(value, reader, known))
        problems += reader.problems
    problems += _overlaps(packs)
    problems += _unknown_rules(packs)
    if problems:
        raise PackRefused(sorted(problems))
    return tuple(packs)


def _pack(value: Value, reader: Reader, sources: frozenset[str]) -> Pack:
    fields = Fields(value, reader, "pack")
    name = fields.text("pack", is_required=True)
    title, title_en = fields.text("title", is_required=True), fields.text("title_en")
    version = fields.number("version", least=1, is_required=True) or 0
    season = fields.mapping("season", _season)
    listed = fields.node("rules", is_required=True)
    entries = listed.items if listed else []
    if listed and not entries:
        fields.refuse("pack: rules is no list", "rules")
    fields.close()
    rules = tuple(dataclasses.replace(_rule(one, reader, name, sources), season=season) for one in entries)
    return Pack(name, title, title_en, version, rules, reader.file, tuple(one.line for one in entries), season)


def _season(fields: Fields) -> Season | None:
    """Read the months of a season; twelve of them are none."""
    ends = [fields.number(name, least=1, is_required=True) for name in ("from", "to")]
    for name, month in zip(("from", "to"), ends, strict=True):
        if month is not None and month > MONTHS:
            fields.refuse(f"{fields.what}: {name} {month} is no month", name)
    first, last = ends
    if first is None or last is None or max(first, last) > MONTHS:
        return None
    season = Season(first, last)
    if len(season.months) == MONTHS:
        fields.refuse(f"{fields.what}: from {first} to {last} is the whole year")
    return season


def _rule(value: Value, reader: Reader, pack: str, sources: frozenset[str]) -> Rule:
    fields = Fields(value, reader, str(value.fields["id"].content) if "id" in value.fields else "rule")
    condition = fields.mapping("count", _condition)
    cited = fields.mapping("source", lambda inner: _citation(inner, sources))
    if cited is None:
        fields.refuse(f"{fields.what}: {'threshold' if condition else 'rule'} without a source")
    settings = fields.words("settings", SETTINGS)
    params = fields.node("params")
    rule = Rule(
        id=fields.text("id", is_required=True),
        order=fields.number("order") or 0,
        kind=fields.choice("kind", KINDS, is_required=True) or Kind.ROUTINE,
        scope=fields.choice("scope", SCOPES, is_required=True) or Scope.INSTITUTION,
        settings=frozenset().union(*(SETTINGS.get(one, frozenset()) for one in settings)),
        text=fields.text("text", is_required=True),
        text_en=fields.text("text_en"),
        condition_en=fields.text("condition_en"),
        cited=cited or Citation(""),
        confidence=fields.choice("confidence", CONFIDENCES, is_required=True) or Confidence.UNVERIFIED,
        state=fields.text("state", is_required=True),
        pack=pack,
        disease=_disease(fields),
        window=fields.mapping("window", _window) or Window(),
        condition=condition,
        deadline=fields.mapping("deadline", _deadline),
        deadline_cited=fields.mapping("deadline_source", lambda inner: _citation(inner, sources)),
        recipients=fields.words("recipients", RECIPIENTS),
        rural_recipients=fields.words("rural_recipients", RECIPIENTS),
        family=fields.text("family"),
        since=fields.day("since"),
        until=fields.day("until"),
        is_on_by_default=fields.flag("enabled", default=True),
        note=fields.text("note"),
        note_en=fields.text("note_en"),
        conflicts=fields.words("conflicts"),
        params=dict(params.plain()) if params is not None and params.fields else {},  # type: ignore[call-overload]
    )
    fields.close()
    _check_together(rule, fields)
    return rule


def _check_together(rule: Rule, fields: Fields) -> None:
    """Refuse fields that do not go together."""
    if rule.since is not None and rule.until is not None and rule.until <= rule.since:
        fields.refuse(f"{rule.id}: until {rule.until} is not after since {rule.since}", "until")
    condition = rule.condition
    if condition is None:
        return
    is_person = rule.scope is Scope.PERSON or condition.counted is Counted.DECLARED
    if rule.is_judged and rule.window.kind is WindowKind.NONE and not is_person:
        fields.refuse(f"{rule.id}: a count without a window")
    needs_disease = condition.counted in (Counted.DIAGNOSIS, Counted.DEFINITION)
    if needs_disease and rule.disease is None:
        fields.refuse(f"{rule.id}: counts a diagnosis of no disease", "count")
    if condition.percent is not None and rule.scope is not Scope.CLASS:
        fields.refuse(f"{rule.id}: a share needs the size of a class", "count")


def _disease(fields: Fields) -> str | None:
    found = fields.text("disease")
    if found and found not in diseases.BY_KEY:
        fields.refuse(f"{fields.what}: disease {found} is unknown", "disease")
    return found or None


def _window(fields: Fields) -> Window:
    days = fields.number("days", least=1)
    mode = fields.text("day_mode")
    semester, episode = fields.number("semester", least=1), fields.number("episode", least=1)
    is_now = fields.flag("now")
    given = [days is not None, semester is not None, episode is not None, is_now]
    if sum(given) != 1:
        fields.refuse(f"{fields.what} names no window, or several")
    if mode not in ("", "setting"):
        fields.refuse(f"{fields.what}: day_mode {mode} is unknown", "day_mode")
    if days is not None:
        if days > LONGEST_WINDOW_DAYS:
            fields.refuse(f"{fields.what}: {days} days are longer than a year", "days")
        return Window(WindowKind.DAYS, days, mode == "setting")
    if is_now:
        return Window(WindowKind.NOW)
    return Window(WindowKind.SEMESTER if semester else WindowKind.EPISODE)


def _condition(fields: Fields) -> Condition:
    at_least, percent = fields.number("at_least", least=1), fields.number("percent", least=1)
    below = fields.number("below", least=1)
    if (at_least is None) == (percent is None):
        fields.refuse(f"{fields.what} needs either at_least or percent")
    if below is not None and at_least is not None and below <= at_least:
        fields.refuse(f"{fields.what}: below {below} is not above {at_least}", "below")
    if percent is not None and percent > 100:
        fields.refuse(f"{fields.what}: {percent} percent", "percent")
    listed = fields.node("or")
    statuses = fields.words("statuses", STATUSES)
    counted = fields.choice("of", COUNTED, is_required=True) or Counted.DIAGNOSIS
    declaration = fields.text("declaration")
    if (counted is Counted.DECLARED) != (declaration in DECLARATIONS):
        fields.refuse(f"{fields.what}: declaration {declaration or 'is missing'}", "declaration")
    extra = {} if not statuses else {"statuses": frozenset(STATUSES[one] for one in statuses if one in STATUSES)}
    return Condition(
        counted=counted,
        at_least=at_least,
        below=below,
        percent=percent,
        confirmed_at_least=fields.number("confirmed_at_least") or 0,
        is_admitted_or_died=fields.flag("admitted_or_died"),
        is_one_campus=fields.flag("one_campus"),
        is_locally_acquired=fields.flag("locally_acquired"),
        alternatives=tuple(_alternative(one, fields) for one in (listed.items if listed else [])),
        taken_over_by=fields.text("taken_over_by") or None,
        declaration=declaration or None,
        **extra,
    )


def _alternative(value: Value, outer: Fields) -> Alternative:
    fields = Fields(value, outer.reader, f"{outer.what}: or")
    of = fields.choice("of", OFS, is_required=True) or Of.DIED
    found = Alternative(of, fields.number("at_least", least=1, is_required=True) or 1, fields.number("each") or 1)
    fields.close()
    return found


def _deadline(fields: Fields) -> Deadline:
    hours, text = fields.number("hours", least=1), fields.text("text")
    if hours is None and not text:
        fields.refuse(f"{fields.what} names neither hours nor a text")
    starts = fields.choice("from", {one: one for one in STARTS}, is_required=True) or ""
    return Deadline(hours, starts, fields.flag("official"), text)


def _citation(fields: Fields, sources: frozenset[str]) -> Citation:
    key = fields.text("key", is_required=True)
    if key and key not in sources:
        fields.refuse(f"{fields.what} {key} is not in sources.yaml", "key")
    return Citation(key, fields.text("clause"))


def _overlaps(packs: Iterable[Pack]) -> list[Problem]:
    """List rules of one id whose validity and seasons overlap: nobody could say which holds."""
    placed = [(rule, pack.file, line) for pack in packs for rule, line in zip(pack.rules, pack.lines, strict=True)]
    placed.sort(key=lambda one: one[0].id)
    found = []
    for name, group in itertools.groupby(placed, key=lambda one: one[0].id):
        for (one, file, line), (other, other_file, other_line) in itertools.combinations(list(group), 2):
            if one.season and other.season and not one.season.months & other.season.months:
                continue
            starts = [rule.since for rule in (one, other) if rule.since is not None]
            if not starts or all(rule.is_valid_on(max(starts)) for rule in (one, other)):
                reason = f"{name}: validity overlaps with {file}:{line}"
                found.append(Problem(other_file, other_line, reason))
    return found


def _unknown_rules(packs: Iterable[Pack]) -> list[Problem]:
    """List references to rules that no pack holds."""
    packs = list(packs)
    known = {rule.id for pack in packs for rule in pack.rules}
    return [
        Problem(pack.file, line, f"{rule.id}: names rule {other}, which no pack holds")
        for pack in packs
        for rule, line in zip(pack.rules, pack.lines, strict=True)
        for other in (*rule.conflicts, *_successors(rule))
        if other not in known
    ]


def _successors(rule: Rule) -> tuple[str, ...]:
    return (rule.condition.taken_over_by,) if rule.condition and rule.condition.taken_over_by else ()
