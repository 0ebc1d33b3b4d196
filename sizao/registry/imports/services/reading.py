"""Read rows column by column: cells written in the ordinary way at once, every other row by the full check of rules.

What a cell says is asked of `rules.check_row` once for each different cell and then remembered; only numbers, of which
every row has its own, have a quick test here. A row of which any cell is not plainly right is checked whole, so that
both ways come to the same.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sizao.core.changesets.cells import cell_text
from sizao.core.files.spreadsheets import Row
from sizao.core.people.identity import CHECK_DIGITS, FOREIGN_PERMIT, REGIONS, WEIGHTS, Sex
from sizao.core.people.names import NOT_A_PERSON
from sizao.core.people.reasons import Reason
from sizao.registry.imports import rules
from sizao.registry.imports.rules import Column, RosterRow
from sizao.registry.imports.rules.headers import RELATION
from sizao.registry.imports.services.classes import ClassIndex

ODD: Any = object()
REMEMBERED = 50_000
RELATION_LENGTH = 20
PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,8}").fullmatch
PLAIN_RESIDENT = re.compile("[0-9]{17}[0-9X]").fullmatch
PLAIN_STUDENT = re.compile("G[0-9]{17}[0-9X]").fullmatch
PLAIN_LOCAL = re.compile("[0-9A-FHIKM-Z][0-9A-Z]{3,29}").fullmatch
PLAIN_PHONE = re.compile("1[3-9][0-9]{9}").fullmatch
# Cells that are right, so that the one under test decides.
RIGHT = {Column.NAME: "安宁", Column.CLASS: "1班"}

_weights = np.array(WEIGHTS, dtype=np.int64)
_check_digits = np.frombuffer(CHECK_DIGITS.encode(), dtype=np.uint8)
_regions = np.isin(np.arange(100), [int(region) for region in REGIONS])


@dataclass(slots=True)
class Batch:
    """Clean values of rows, one list a column; `problems` are the reasons against each row."""

    numbers: list[int]
    names: list[str]
    sexes: list[str]
    birth_dates: list[dt.date | None]
    student_numbers: list[str]
    class_texts: list[str]
    group_ids: list[int | None]
    positions: list[int | None]
    boarders: list[bool | None]
    identities: list[str]
    guardian_names: list[str]
    relations: list[str]
    phones: list[str]
    problems: dict[int, list[Reason | dict]] = field(default_factory=dict)


class Memo(dict):
    """What a cell was found to say, for as many different cells as may be remembered."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        said = self._read(cell)
        if len(self) < REMEMBERED:
            self[cell] = said
        return said


def sound_residents(numbers: Sequence[str], today: dt.date) -> np.ndarray:
    """Tell which numbers of 17 digits and a digit or X are sound resident numbers.

    returns: bool array (numbers,), the same verdicts as `identity.check_resident_number`.
    """
    if not numbers:
        return np.zeros(0, dtype=bool)
    signs = np.frombuffer("".join(numbers).encode(), dtype=np.uint8).reshape(-1, 18)
    digits = signs[:, :17].astype(np.int64) - ord("0")
    is_checked = _check_digits[digits @ _weights % 11] == signs[:, 17]
    is_permit = digits[:, 0] == int(FOREIGN_PERMIT)
    region = np.where(is_permit, digits[:, 1] * 10 + digits[:, 2], digits[:, 0] * 10 + digits[:, 1])
    days, place = np.unique(digits[:, 6:14] @ (10 ** np.arange(7, -1, -1)), return_inverse=True)
    is_day = np.array([_is_past(int(day), today) for day in days])
    return is_checked & _regions[region] & is_day[place]


def _is_past(digits: int, today: dt.date) -> bool:
    try:
        return dt.date(digits // 10_000, digits // 100 % 100, digits % 100) <= today
    except ValueError:
        return False


class Reader:
    """Reads the rows of one file; remembers what its cells say."""

    def __init__(self, columns: dict[str, int], classes: ClassIndex, today: dt.date) -> None:
        self.columns, self.classes, self.today = columns, classes, today
        self.of = {
            Column.NAME: Memo(self._one(Column.NAME, "name")),
            Column.SEX: Memo(self._one(Column.SEX, "sex")),
            Column.BIRTH_DATE: Memo(self._one(Column.BIRTH_DATE, "birth_date")),
            Column.STUDENT_NUMBER: Memo(self._one(Column.STUDENT_NUMBER, "student_number")),
            Column.POSITION: Memo(self._one(Column.POSITION, "class_position")),
            Column.GUARDIAN_NAME: Memo(self._one(Column.GUARDIAN_NAME, "guardian_name")),
            Column.GUARDIAN_PHONE: Memo(self._one(Column.GUARDIAN_PHONE, "guardian_phone")),
        }
        self.identity_kinds = Memo(lambda cell: cell_text(cell) in rules.rows.RESIDENT_CARDS)
        self.relations = Memo(lambda cell: cell_text(cell)[:RELATION_LENGTH])
        self.boarders = Memo(self._boarder)
        self.groups = Memo(self._group)
        self.birth_dates = Memo(lambda digits: dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))

    def read(self, rows: list[Row]) -> Batch | None:
        """Read rows; those with nothing in the columns that are read are passed over. None when none is left."""
        cells = self._cells(rows)
        blank = {place for place, cell in enumerate(cells[Column.NAME]) if not cell_text(cell)}
        empty = {at for at in blank if not any(cell_text(column[at]) for column in cells.values())}
        if empty:
            rows = [row for place, row in enumerate(rows) if place not in empty]
            cells = self._cells(rows) if rows else {}
        return self._read(rows, cells) if rows else None

    def _cells(self, rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
        table = list(itertools.zip_longest(*(row.cells for row in rows)))
        missing = [None] * len(rows)
        found = {code: table[at] if at < len(table) else missing for code, at in self.columns.items()}
        return {code: [_plain(one) for one in cells] if bool in set(map(type, cells)) else cells
                for code, cells in found.items()}  # fmt: skip

    def _read(self, rows: list[Row], cells: dict[str, Sequence[Any]]) -> Batch:
        missing = [None] * len(rows)

        def said(column: Column) -> list[Any]:
            return list(map(self.of[column].__getitem__, cells.get(column, missing)))

        def pairs(one: Column, other: Column) -> Iterator[tuple[Any, Any]]:
            return zip(cells.get(one, missing), cells.get(other, missing), strict=True)

        groups = [self.groups[pair] for pair in pairs(Column.CLASS, Column.GRADE)]
        batch = Batch(
            numbers=[row.number for row in rows],
            names=self._names(Column.NAME, cells.get(Column.NAME, missing)),
            sexes=[one if one is ODD else "" if one == Sex.UNKNOWN else one.value for one in said(Column.SEX)],
            birth_dates=said(Column.BIRTH_DATE),
            student_numbers=self._students(cells.get(Column.STUDENT_NUMBER, missing)),
            class_texts=[text for text, _ in groups],
            group_ids=[group for _, group in groups],
            positions=said(Column.POSITION),
            boarders=[self.boarders[pair] for pair in pairs(Column.BOARDER, Column.ROOM)],
            identities=[
                _identity(number, self.identity_kinds[kind])
                for kind, number in pairs(Column.IDENTITY_KIND, Column.IDENTITY_NUMBER)
            ],
            guardian_names=self._names(Column.GUARDIAN_NAME, cells.get(Column.GUARDIAN_NAME, missing)),
            relations=list(map(self.relations.__getitem__, cells.get(RELATION, missing))),
            phones=self._phones(cells.get(Column.GUARDIAN_PHONE, missing)),
        )
        self._test_numbers(batch)
        for at in sorted(_odd_rows(batch)):
            given = {Column(code): column[at] for code, column in cells.items() if code != RELATION}
            self._check_whole(batch, at, given)
        return batch

    def _names(self, column: Column, cells: Sequence[Any]) -> list[str]:
        """Keep Chinese names of the usual length as they are."""
        slow = self.of[column]
        return [
            cell if isinstance(cell, str) and PLAIN_NAME(cell) and cell not in NOT_A_PERSON else slow[cell]
            for cell in cells
        ]

    def _students(self, cells: Sequence[Any]) -> list[str]:
        """Keep plain student numbers as they are; those with an identity number in them are tested later."""
        slow = self.of[Column.STUDENT_NUMBER]
        return [
            cell if isinstance(cell, str) and (PLAIN_STUDENT(cell) or PLAIN_LOCAL(cell)) else slow[cell]
            for cell in cells
        ]

    def _phones(self, cells: Sequence[Any]) -> list[str]:
        slow = self.of[Column.GUARDIAN_PHONE]
        written = [str(int(cell)) if type(cell) in (float, int) and cell == int(cell) else cell for cell in cells]
        return [cell if isinstance(cell, str) and PLAIN_PHONE(cell) else slow[cell] for cell in written]

    def _test_numbers(self, batch: Batch) -> None:
        """Test resident and student numbers all at once, and take sex and birth date from resident numbers."""
        residents = [(at, one) for at, one in enumerate(batch.identities) if one and one is not ODD]
        sound = sound_residents([one for _, one in residents], self.today)
        for (at, number), is_sound in zip(residents, sound, strict=True):
            if is_sound:
                self._fill_in(batch, at, number)
            else:
                batch.identities[at] = ODD
        students = [(at, one) for at, one in enumerate(batch.student_numbers) if one is not ODD and one[:1] == "G"]
        sound = sound_residents([one[1:] for _, one in students], self.today)
        for (at, _), is_sound in zip(students, sound, strict=True):
            if not is_sound:
                batch.student_numbers[at] = ODD

    def _fill_in(self, batch: Batch, at: int, number: str) -> None:
        sex = Sex.MALE.value if number[16] in "13579" else Sex.FEMALE.value
        if batch.sexes[at] != sex:
            batch.sexes[at] = ODD if batch.sexes[at] else sex
        born = self.birth_dates[number[6:14]]
        if batch.birth_dates[at] != born:
            batch.birth_dates[at] = born if batch.birth_dates[at] is None else ODD

    def _check_whole(self, batch: Batch, at: int, given: dict[Column, Any]) -> None:
        """Check one row by the rules and take all its values and reasons from there."""
        verdict = rules.check_row(given, today=self.today)
        row, reasons = verdict.row, list(verdict.reasons)
        batch.problems[at] = reasons
        batch.group_ids[at] = self._group_of(row, reasons)
        batch.names[at], batch.class_texts[at] = row.name, row.class_text
        batch.sexes[at] = "" if row.sex == Sex.UNKNOWN else row.sex.value
        batch.birth_dates[at], batch.positions[at] = row.birth_date, row.class_position
        batch.student_numbers[at], batch.identities[at] = row.student_number, row.identity_number
        batch.boarders[at] = row.is_boarder if _says_boarding(given) else None
        batch.guardian_names[at], batch.phones[at] = row.guardian_name, row.guardian_phone

    def _group_of(self, row: RosterRow, reasons: list) -> int | None:
        if not row.class_text and row.class_name is None:
            return None
        group_id, problem, count = self.classes.find(row.class_text, row.class_name)
        if problem is not None:
            params = {"name": row.class_text, "count": count}
            reasons.append({"column": "class_group", "code": problem.value, "params": params, "value": row.class_text})
        return group_id

    def _one(self, column: Column, attribute: str) -> Callable[[Any], Any]:
        """Make what reads one cell alone; ODD when anything speaks against it."""

        def read(cell: Any) -> Any:
            verdict = rules.check_row({**RIGHT, column: cell}, today=self.today)
            return getattr(verdict.row, attribute) if verdict.is_accepted else ODD

        return read

    def _boarder(self, cells: tuple[Any, Any]) -> Any:
        given = {**RIGHT, Column.BOARDER: cells[0], Column.ROOM: cells[1]}
        verdict = rules.check_row(given, today=self.today)
        if not verdict.is_accepted:
            return ODD
        return verdict.row.is_boarder if _says_boarding(given) else None

    def _group(self, cells: tuple[Any, Any]) -> tuple[Any, Any]:
        given = {Column.NAME: "安宁", Column.CLASS: cells[0], Column.GRADE: cells[1]}
        verdict, problems = rules.check_row(given, today=self.today), []
        group_id = self._group_of(verdict.row, problems)
        return (ODD, ODD) if verdict.reasons or problems else (verdict.row.class_text, group_id)


def _plain(cell: Any) -> Any:
    """Write a yes or no of the sheet as text: to a dictionary True is 1."""
    return cell_text(cell) if isinstance(cell, bool) else cell


def _identity(cell: Any, is_card: bool) -> Any:
    if cell is None or cell == "":
        return ""
    return cell if is_card and isinstance(cell, str) and PLAIN_RESIDENT(cell) else ODD


def _says_boarding(given: dict[Column, Any]) -> bool:
    """Tell whether the row says it at all; a blank cell changes nothing."""
    return bool(cell_text(given.get(Column.BOARDER)) or cell_text(given.get(Column.ROOM)))


def _odd_rows(batch: Batch) -> set[int]:
    columns = (
        batch.names, batch.sexes, batch.birth_dates, batch.student_numbers, batch.class_texts, batch.group_ids,
        batch.positions, batch.boarders, batch.identities, batch.guardian_names, batch.phones,
    )  # fmt: skip
    return {at for column in columns if ODD in column for at, value in enumerate(column) if value is ODD}
