"""Check the rows of a sheet by themselves, seal their numbers, and COPY them into the staging table, batch by batch."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from sizao.core import privacy
from sizao.core.changesets import copying
from sizao.core.changesets.sheets import Layout
from sizao.core.files.spreadsheets import Row
from sizao.core.people.reasons import Reason
from sizao.core.people.spelling import pinyin_of
from sizao.core.work import progress
from sizao.registry.imports.queries import STAGED_VALUE
from sizao.registry.imports.rules import Column
from sizao.registry.imports.services.classes import ClassIndex
from sizao.registry.imports.services.reading import Batch, Reader
from sizao.registry.roster import queries as roster

# What was written in these columns is itself sealed when it is shown as an error.
SEALED_COLUMNS = frozenset([Column.IDENTITY_NUMBER.value, Column.STUDENT_NUMBER.value, Column.GUARDIAN_PHONE.value])
VALUE_SHOWN = 200
BATCH_ROWS = 5000
# A row that nothing speaks against is taken for a new person until it is compared with the roster.
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
    """Check the rows of people and copy them into the staging table; the server writes while the next are checked.

    returns: number of rows staged; rows with nothing in the columns that are read are passed over.
    """
    count, stream = 0, iter(rows)
    reader = Reader(staging.layout.columns, staging.classes, staging.today)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        while taken := list(itertools.islice(stream, BATCH_ROWS)):
            batch = reader.read(taken)
            if batch is not None:
                copy.write(copying.block(_columns(staging, batch)))
                count += len(batch.numbers)
                progress.advance(count)
    return count


def _columns(staging: Staging, batch: Batch) -> list[list[str]]:
    """Write a batch as the texts of COPY, one list a column in the order of the statement."""
    count, school = len(batch.numbers), staging.school_id
    spelled = [pinyin_of(name) for name in batch.names]
    identities = roster.seal_identities(batch.identities, school_id=school)
    phones = roster.seal_phones(batch.phones, school_id=school)
    problems, kinds = _refusals(batch, school)
    empty = copying.constant("", count)
    return [
        copying.constant(school, count),
        list(copying.new_ids(staging.now, count)),
        copying.constant(staging.changeset_id, count),
        [str(number) for number in batch.numbers],
        kinds,
        empty,
        empty,
        copying.constant("{}", count),
        copying.texts(problems),
        copying.texts(batch.names),
        copying.texts(one.key for one in spelled),
        copying.texts(one.initials for one in spelled),
        copying.texts_or_null(batch.sexes),
        copying.plain_or_null(batch.birth_dates),
        copying.texts_or_null(batch.student_numbers),
        copying.plain_or_null(batch.group_ids),
        copying.texts(batch.class_texts),
        copying.plain_or_null(batch.positions),
        copying.booleans(batch.boarders),
        copying.bytes_or_null(one.cipher for one in identities),
        copying.bytes_or_null(one.hash for one in identities),
        copying.byte_arrays(_tries(batch.identities)),
        copying.texts_or_null(batch.guardian_names),
        copying.texts_or_null(batch.relations),
        copying.bytes_or_null(one.cipher for one in phones),
        copying.bytes_or_null(one.hash for one in phones),
        copying.texts_or_null(one.last4 for one in phones),
    ]


def _refusals(batch: Batch, school_id: int) -> tuple[list[str], list[str]]:
    """Write the reasons against each row, and what it is taken for."""
    problems, kinds = ["[]"] * len(batch.numbers), ["ADDED"] * len(batch.numbers)
    for at, reasons in batch.problems.items():
        if reasons:
            written = [one if isinstance(one, dict) else _problem(one, school_id) for one in reasons]
            problems[at], kinds[at] = json.dumps(written, ensure_ascii=False), "REFUSED"
    return problems, kinds


def _tries(numbers: list[str]) -> list[tuple[bytes, ...]]:
    """Give the hashes under older keys, under which a number may still be stored where no turn has come by yet."""
    if privacy.hash_key_count() == 1:
        return [()] * len(numbers)
    hashes = iter(roster.hashes_of_identities([number for number in numbers if number]))
    return [next(hashes)[1:] if number else () for number in numbers]


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
