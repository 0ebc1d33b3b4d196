"""What the pages of an import show: its rows by what they would do, in words, names masked for those who keep files."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from sizao.core import privacy
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.people.identity import Sex
from sizao.core.people.reasons import Problem
from sizao.core.privacy import Column as SealedColumn
from sizao.registry.imports.models import (
    Changeset,
    Decision,
    Note,
    RowKind,
    RowProblem,
    StagedRow,
)
from sizao.registry.imports.rules import CellProblem, Column
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.roster.queries import PersonLine

STAGED_VALUE = SealedColumn("roster_staged", "problems")

FIELD_WORDS = {
    **{column.value: column.label for column in Column},
    "guardian": "监护人",
    "guardian_relation": "与学生关系",
}
# Fields whose old and new value are shown; numbers and guardians are only named.
SHOWN_FIELDS = ("name", "sex", "birth_date", "class_position", "is_boarder")
# What may be decided about a row, by why it waits.
DECISIONS: dict[str, tuple[str, ...]] = {
    Note.SIMILAR: (Decision.SAME, Decision.NEW, Decision.SKIP),
    Note.TWIN: (Decision.NEW, Decision.SKIP),
    Note.ELSEWHERE: (Decision.NEW, Decision.SAME, Decision.SKIP),
}

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a row: the column, what was written there, and why it is refused."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a row changes; values are empty where they are not shown."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of an import as its page shows it; `person_name` is the one of the roster it is compared with."""

    id: uuid.UUID
    row: int | None
    kind: str
    name: str
    class_name: str
    from_class: str
    note: str
    decision: str
    choices: tuple[str, ...]
    person_name: str
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]


def list_changesets(actor: Actor, *, school_id: int) -> QuerySet[Changeset]:
    """Give the imports of a school, latest first."""
    rows = Changeset.objects.visible_to(actor).filter(school_id=school_id)
    return rows.order_by("-uploaded_at", "-id")


def get_changeset(actor: Actor, *, school_id: int, changeset_id: uuid.UUID) -> Changeset:
    """Give one import.

    raises: NotVisible.
    """
    found = list_changesets(actor, school_id=school_id).filter(id=changeset_id).first()
    if found is None:
        raise NotVisible()
    return found


def page_rows(actor: Actor, changeset: Changeset, kind: str) -> QuerySet[StagedRow]:
    """Give the rows of one kind in the order of the file; those not in the file by name."""
    rows = StagedRow.objects.visible_to(actor).filter(
        school_id=changeset.school_id, changeset_id=changeset.id, kind=kind
    )
    return rows.order_by("row", "pinyin_key", "id")


def list_waiting(actor: Actor, changeset: Changeset, kind: str) -> list[StagedRow]:
    """List the rows of one kind with what decides about their choices."""
    rows = page_rows(actor, changeset, kind)
    return list(rows.only("school_id", "id", "kind", "note", "person_id"))


def count_waiting(actor: Actor, changeset: Changeset) -> dict[str, int]:
    """Count what a commit would leave out or take along by decision: rows by `kind.decision`."""
    rows = StagedRow.objects.visible_to(actor).filter(school_id=changeset.school_id, changeset_id=changeset.id)
    counted = rows.filter(kind__in=(RowKind.UNSURE, RowKind.LEAVING)).values_list("kind", "decision")
    return {f"{kind}.{decision}": count for kind, decision, count in counted.annotate(count=Count("id"))}


def choices(row: StagedRow) -> tuple[str, ...]:
    """List what may be decided about a row; "" takes a decision back."""
    if row.kind == RowKind.LEAVING:
        return (Decision.NONE,) if row.note else (Decision.NONE, Decision.LEAVE)
    if row.kind != RowKind.UNSURE:
        return ()
    allowed = DECISIONS[row.note]
    if row.note == Note.ELSEWHERE:
        allowed = tuple(one for one in allowed if one != (Decision.NEW if row.person_id else Decision.SAME))
    return (Decision.NONE, *allowed)


def list_lines(actor: Actor, rows: Iterable[StagedRow], translate: Translate) -> list[RowLine]:
    """Put a page of rows into words, in three queries; names are masked for who may not read the school's people."""
    page = list(rows)
    if not page:
        return []
    sees_names = actor.may("roster.view", unit_by_id(page[0].school_id))
    masked = str if sees_names else privacy.mask_name
    known = roster.list_compared(page[0].school_id, {row.person_id for row in page if row.person_id})
    units = orgs.list_lines({group for row in page for group in (row.group_id, row.from_group_id) if group})
    return [_line(row, known.get(row.person_id), units, masked, translate) for row in page]


def _line(row: StagedRow, person: PersonLine | None, units: dict, masked: Translate, translate: Translate) -> RowLine:
    def class_of(group_id: int | None) -> str:
        return units[group_id].name if group_id in units else ""

    return RowLine(
        id=row.id,
        row=row.row,
        kind=row.kind,
        name=masked(row.name),
        class_name=class_of(row.group_id) or row.class_text,
        from_class=class_of(row.from_group_id),
        note=translate(Note(row.note).label).format(row=row.twin_row) if row.note else "",
        decision=row.decision,
        choices=choices(row),
        person_name=masked(person.name) if person else "",
        faults=tuple(_fault(row, one, translate) for one in [*row.problems, *([row.clash] if row.clash else [])]),
        differences=tuple(_difference(row, person, field, masked, translate) for field in row.fields if person),
    )


def _difference(row: StagedRow, person: PersonLine, field: str, masked: Translate, translate: Translate) -> Difference:
    label = translate(FIELD_WORDS[field])
    if field not in SHOWN_FIELDS:
        return Difference(label)
    before, after = (_shown(getattr(one, field), field, masked, translate) for one in (person, row))
    return Difference(label, before, after)


def _shown(value: object, field: str, masked: Translate, translate: Translate) -> str:
    if value is None:
        return translate("未填")
    if field == "name":
        return masked(str(value))
    if field == "sex":
        return translate(Sex(str(value)).label)
    if field == "is_boarder":
        return translate("是") if value else translate("否")
    return str(value)


def _fault(row: StagedRow, problem: dict, translate: Translate) -> Fault:
    value = problem.get("value", "")
    if "cipher" in problem:
        value = privacy.decrypt(bytes.fromhex(problem["cipher"]), STAGED_VALUE, owner=row.school_id)
    elif problem["code"] == RowProblem.IDENTITY_TWICE and row.identity_cipher:
        value = roster.open_identity(row.identity_cipher, school_id=row.school_id)
    return Fault(translate(FIELD_WORDS[problem["column"]]), value, _reason(problem, translate))


def _reason(problem: dict, translate: Translate) -> str:
    """Say a stored reason in the reader's language; reasons may stand inside reasons."""
    code = problem["code"]
    label = next(one(code).label for one in (Problem, CellProblem, RowProblem) if code in one.values())
    params = {
        name: _reason(value, translate) if isinstance(value, dict) else value
        for name, value in problem["params"].items()
    }
    return translate(label).format(**params)
