"""Check each row of a sheet by itself, seal its numbers, and COPY what is left into the staging table."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from sizao.core import privacy
from sizao.core.files.spreadsheets import Row
from sizao.core.ids import new_id
from sizao.registry.roster import rules
from sizao.registry.roster.models import IDENTITY
from sizao.registry.roster.queries.imports import STAGED_VALUE
from sizao.registry.roster.rules import Column, Reason, RosterRow, Sex
from sizao.registry.roster.rules.cells import cell_text
from sizao.registry.roster.services import sealing
from sizao.registry.roster.services.classes import ClassIndex
from sizao.registry.roster.services.naming import Pinyin, pinyin_of
from sizao.registry.roster.services.sheets import RELATION, Layout

# What was written in these columns is itself sealed when it is shown as an error.
SEALED_COLUMNS = frozenset([Column.IDENTITY_NUMBER.value, Column.STUDENT_NUMBER.value, Column.GUARDIAN_PHONE.value])
VALUE_SHOWN = 200
RELATION_LENGTH = 20
COPY = """
COPY roster_staged (school_id, id, changeset_id, row, kind, decision, note, fields, problems, name, pinyin_key,
  pinyin_initials, sex, birth_date, student_number, group_id, class_text, class_position, is_boarder, identity_cipher,
  identity_hash, identity_tries, guardian_name, guardian_relation, guardian_phone_cipher, guardian_phone_hash,
  guardian_phone_last4) FROM STDIN
"""


@dataclass(frozen=True, slots=True)
class Staging:
    """What rows are checked against."""

    school_id: int
    changeset_id: UUID
    layout: Layout
    classes: ClassIndex
    today: dt.date
    now: dt.datetime


def stage_rows(staging: Staging, rows: Iterable[Row]) -> int:
    """Check the rows of people and copy them into the staging table, one after the other.

    returns: number of rows staged; rows with nothing in the columns that are read are passed over.
    """
    count = 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for record in _records(staging, rows):
            copy.write_row(record)
            count += 1
    return count


def _records(staging: Staging, rows: Iterable[Row]) -> Iterator[tuple]:
    indexes = {Column(code): index for code, index in staging.layout.columns.items() if code != RELATION}
    relation_at = staging.layout.columns.get(RELATION)
    for row in rows:
        given = {column: row.cells[index] for column, index in indexes.items() if index < len(row.cells)}
        if not any(cell_text(cell) for cell in given.values()):
            continue
        has_relation = relation_at is not None and relation_at < len(row.cells)
        relation = cell_text(row.cells[relation_at]) if has_relation else ""
        yield _record(staging, row.number, given, relation[:RELATION_LENGTH])


def _record(staging: Staging, number: int, given: dict[Column, object], relation: str) -> tuple:
    verdict = rules.check_row(given, today=staging.today)
    row = verdict.row
    problems = [_problem(reason, staging.school_id) for reason in verdict.reasons]
    group_id = _group(staging, row, problems)
    pinyin = pinyin_of(row.name) if row.name else Pinyin("", "")
    identity = sealing.seal_identity(row.identity_number, school_id=staging.school_id)
    phone = sealing.seal_guardian_phone(row.guardian_phone, school_id=staging.school_id)
    return (
        staging.school_id,
        new_id(staging.now),
        staging.changeset_id,
        number,
        "REFUSED" if problems else "SAME",
        "",
        "",
        [],
        json.dumps(problems, ensure_ascii=False),
        row.name,
        pinyin.key,
        pinyin.initials,
        None if row.sex == Sex.UNKNOWN else row.sex.value,
        row.birth_date,
        row.student_number or None,
        group_id,
        row.class_text,
        row.class_position,
        _boarder(given, row),
        identity.cipher,
        identity.hash,
        _tries(row.identity_number),
        row.guardian_name or None,
        relation or None,
        phone.cipher,
        phone.hash,
        phone.last4 or None,
    )


def _group(staging: Staging, row: RosterRow, problems: list[dict]) -> int | None:
    if not row.class_text and row.class_name is None:
        return None
    group_id, problem, count = staging.classes.find(row.class_text, row.class_name)
    if problem is not None:
        params = {"name": row.class_text, "count": count}
        problems.append({"column": "class_group", "code": problem.value, "params": params, "value": row.class_text})
    return group_id


def _boarder(given: dict[Column, object], row: RosterRow) -> bool | None:
    """Tell whether the row says it at all; a blank cell changes nothing."""
    says = cell_text(given.get(Column.BOARDER)) or cell_text(given.get(Column.ROOM))
    return row.is_boarder if says else None


def _tries(number: str) -> list[bytes]:
    return privacy.keyed_hashes(number, purpose=IDENTITY.purpose) if number else []


def _problem(reason: Reason, school_id: int) -> dict:
    """Write one reason for the staging table."""
    value = reason.value[:VALUE_SHOWN]
    written = {"column": reason.field, "code": reason.code, "params": _params(reason)}
    if reason.field in SEALED_COLUMNS and value:
        return {**written, "value": "", "cipher": privacy.encrypt(value, STAGED_VALUE, owner=school_id).hex()}
    return {**written, "value": value}


def _params(reason: Reason) -> dict:
    return {
        name: {"code": value.code, "params": _params(value)} if isinstance(value, Reason) else str(value)
        for name, value in reason.params.items()
    }
