"""Checking one row of a roster sheet: clean values in one hand, all reasons against it in the other."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sizao.core.changesets.cells import cell_text, has_lost_digits, read_date
from sizao.core.choices import Choices
from sizao.core.people import identity, names
from sizao.core.people.identity import Sex
from sizao.core.people.reasons import Reason
from sizao.registry.imports.rules import cells, classes
from sizao.registry.imports.rules.headers import Column
from sizao.registry.imports.rules.reasons import CellProblem

RESIDENT_CARDS = frozenset(["", "居民身份证", "身份证", "中国居民身份证", "外国人永久居留身份证", "港澳台居民居住证"])
PUPIL_AGES = range(1, 61)
POSITIONS = range(1, 1000)
LONGEST = {Column.CLASS: 40, Column.ROOM: 40}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A pupil as a row says; what it does not say is empty, None or UNKNOWN.

    class_text: as written; class_name: what it and the grade's cell count, None for 向日葵班 without a grade.
    birth_date and sex come from the identity number when their own cells are blank.
    """

    name: str
    sex: Sex
    birth_date: dt.date | None
    identity_kind: str
    identity_number: str
    student_number: str
    class_text: str
    class_name: classes.ClassName | None
    class_position: int | None
    is_boarder: bool
    room: str
    guardian_name: str
    guardian_phone: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The clean row and everything that speaks against it; a value refused is left empty in the row."""

    row: RosterRow
    reasons: tuple[Reason, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the row can be imported."""
        return not self.reasons


class _Reader:
    """One row under check; keeps the reasons as they are found."""

    def __init__(self, row: Mapping[Column, object], today: dt.date) -> None:
        self.row, self.today = row, today
        self.reasons: list[Reason] = []

    def text(self, column: Column) -> str:
        return cell_text(self.row.get(column))

    def refuse(self, column: Column, problem: Choices | Reason, **params: object) -> None:
        reason = problem if isinstance(problem, Reason) else Reason(problem, params)
        self.reasons.append(reason.at(column.value, self.text(column)))

    def accept(self, column: Column, value: str, reason: Reason | None) -> str:
        """Keep a value unless there is a reason against it."""
        if reason:
            self.refuse(column, reason)
        return "" if reason else value

    def short(self, column: Column) -> str:
        text = self.text(column)
        most = LONGEST[column]
        return self.accept(column, text, Reason(CellProblem.TOO_LONG, {"most": most}) if len(text) > most else None)

    def identity_number(self) -> str:
        column, text = Column.IDENTITY_NUMBER, self.text(Column.IDENTITY_NUMBER)
        if not text:
            return ""
        if has_lost_digits(self.row[column]):
            return self.accept(column, "", Reason(CellProblem.ID_LOST_DIGITS))
        number = identity.clean_number(text)
        if self.text(Column.IDENTITY_KIND) in RESIDENT_CARDS:
            return self.accept(column, number, identity.check_resident_number(number, today=self.today))
        is_document = number.isascii() and number.isalnum() and 5 <= len(number) <= 30
        return self.accept(column, number, None if is_document else Reason(CellProblem.ID_DOCUMENT))

    def student_number(self) -> str:
        column, text = Column.STUDENT_NUMBER, self.text(Column.STUDENT_NUMBER)
        if not text:
            return ""
        if has_lost_digits(self.row[column]):
            return self.accept(column, "", Reason(CellProblem.ID_LOST_DIGITS))
        number = identity.clean_number(text)
        return self.accept(column, number, identity.check_student_number(number, today=self.today))

    def birth_date(self, resident_number: str) -> dt.date | None:
        column = Column.BIRTH_DATE
        from_number = identity.resident_birth_date(resident_number) if resident_number else None
        if not self.text(column):
            return from_number
        birth_date = read_date(self.row[column])
        if birth_date is None:
            self.refuse(column, CellProblem.BIRTH_UNREADABLE)
        elif birth_date > self.today:
            self.refuse(column, CellProblem.BIRTH_FUTURE)
        elif from_number and from_number != birth_date:
            self.refuse(column, CellProblem.BIRTH_DIFFERS, birth=from_number.isoformat())
        elif (age := identity.age_on(birth_date, self.today)) not in PUPIL_AGES:
            self.refuse(column, CellProblem.BIRTH_AGE, age=age)
        else:
            return birth_date
        return None

    def sex(self, resident_number: str) -> Sex:
        from_number = identity.resident_sex(resident_number) if resident_number else Sex.UNKNOWN
        sex = cells.read_sex(self.row.get(Column.SEX))
        if sex is None:
            self.refuse(Column.SEX, CellProblem.SEX_UNKNOWN)
        elif Sex.UNKNOWN not in (sex, from_number) and sex != from_number:
            self.refuse(Column.SEX, CellProblem.SEX_DIFFERS)
        else:
            return from_number if sex == Sex.UNKNOWN else sex
        return Sex.UNKNOWN

    def class_name(self, text: str) -> classes.ClassName | None:
        if not text and not self.text(Column.CLASS):
            self.refuse(Column.CLASS, CellProblem.CLASS_BLANK)
        name = classes.parse_class_name(text)
        if not self.text(Column.GRADE):
            return name
        grade = classes.parse_grade_name(self.text(Column.GRADE))
        if grade is None:
            self.refuse(Column.GRADE, CellProblem.GRADE_UNREADABLE)
            return name
        if name is None:
            return grade
        if None not in (name.grade, grade.grade) and name.grade != grade.grade:
            self.refuse(Column.GRADE, CellProblem.GRADE_DIFFERS)
        return classes.ClassName(
            grade=grade.grade if name.grade is None else name.grade,
            entry_year=name.entry_year or grade.entry_year,
            number=name.number,
        )

    def class_position(self) -> int | None:
        text = self.text(Column.POSITION)
        if not text:
            return None
        if text.isdecimal() and int(text) in POSITIONS:
            return int(text)
        self.refuse(Column.POSITION, CellProblem.POSITION_FORM)
        return None

    def is_boarder(self, room: str) -> bool:
        column = Column.BOARDER
        if not self.text(column):
            return bool(room)
        is_boarder = cells.read_boarder(self.row[column])
        if is_boarder is None:
            self.refuse(column, CellProblem.BOARDER_UNKNOWN)
        elif room and not is_boarder:
            self.refuse(column, CellProblem.ROOM_BUT_DAY_PUPIL)
        return bool(is_boarder)

    def guardian(self) -> tuple[str, str]:
        name, phone = self.text(Column.GUARDIAN_NAME), self.text(Column.GUARDIAN_PHONE)
        name = self.accept(Column.GUARDIAN_NAME, names.clean_name(name), names.check_name(name) if name else None)
        reason = identity.check_phone(phone) if phone else None
        return name, self.accept(Column.GUARDIAN_PHONE, identity.clean_phone(phone), reason)


def check_row(row: Mapping[Column, object], *, today: dt.date) -> RowVerdict:
    """Check one row of a roster sheet.

    row: cells as the sheet gives them (text, numbers, dates, None), by column; columns may be absent.
    returns: the clean row and all reasons against it, in order of the columns checked.
    """
    reader = _Reader(row, today)
    name = reader.accept(Column.NAME, names.clean_name(row.get(Column.NAME)), names.check_name(row.get(Column.NAME)))
    identity_number = reader.identity_number()
    is_resident = reader.text(Column.IDENTITY_KIND) in RESIDENT_CARDS
    resident_number = identity_number if is_resident else ""
    class_text, room = reader.short(Column.CLASS), reader.short(Column.ROOM)
    sex, birth_date = reader.sex(resident_number), reader.birth_date(resident_number)
    student_number, class_name = reader.student_number(), reader.class_name(class_text)
    class_position, is_boarder = reader.class_position(), reader.is_boarder(room)
    guardian_name, guardian_phone = reader.guardian()
    clean = RosterRow(
        name=name,
        sex=sex,
        birth_date=birth_date,
        identity_kind=reader.text(Column.IDENTITY_KIND),
        identity_number=identity_number,
        student_number=student_number,
        class_text=class_text,
        class_name=class_name,
        class_position=class_position,
        is_boarder=is_boarder,
        room=room,
        guardian_name=guardian_name,
        guardian_phone=guardian_phone,
    )
    return RowVerdict(clean, tuple(reader.reasons))
