"""Read the rows of a file of checks into reports of classes, each fault at its row and column; four queries in all."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sizao.core.actor import UnitRef
from sizao.core.changesets.cells import cell_text, has_lost_digits, read_date
from sizao.core.errors import FieldProblem, NotVisible
from sizao.core.files.spreadsheets import Row
from sizao.detect.checks.queries import AbsenceReason, Check, Entry, Presence, Session, Source, Symptom
from sizao.detect.screening.queries import uploads as queries
from sizao.detect.screening.rules.uploads import ABOUT_PUPIL, COLUMN_OF, WELL, ZERO, Column, key_of
from sizao.registry.roster import queries as roster

NO_KEY = uuid.UUID(int=0)
SEPARATORS = re.compile(r"[、,，;；/\s]+")
FORMULA_SIGNS = ("=", "＝")
BAD_DATE = "日期写成2026-11-23这样"
BAD_CHOICE = "可以写：{known}"
# Words that people write for a code beside its label.
MORE_WORDS: dict[type, dict[str, str]] = {
    Session: {}, AbsenceReason: {"因病": "ILLNESS"},
    Presence: {"在校": "PRESENT", "迟到": "ARRIVED_LATE", "请假": "ABSENT"},
    Symptom: {"皮疹": "RASH", "疱疹": "RASH", "发烧": "FEVER", "咽喉痛": "SORE_THROAT"},
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """One row of the file, read so far; `entry` is None for a class's zero and for a pupil who is well."""

    row: int
    cells: Mapping[str, Any]
    problems: list[FieldProblem] = field(default_factory=list)
    school_id: int | None = None
    group_id: int | None = None
    day: dt.date | None = None
    session: str = ""
    person_id: uuid.UUID | None = None
    entry: Entry | None = None
    is_zero: bool = False

    def text(self, column: Column) -> str:
        return cell_text(self.cells.get(column))

    def wrong(self, column: Column, reason: str, **params: object) -> None:
        self.problems.append(FieldProblem(column, reason, params, self.row, self.text(column)[:80]))

    @property
    def place(self) -> tuple[int, int, dt.date, str] | None:
        """The report it belongs to, None while any part of it is unknown."""
        if self.school_id is None or self.group_id is None or self.day is None or not self.session:
            return None
        return self.school_id, self.group_id, self.day, self.session


@dataclass(frozen=True, slots=True)
class Filed:
    """The reports of a file by first row, the rows of their entries, and the faults; `unready` ones lack a row."""

    checks: dict[int, Check]
    rows: dict[int, list[int]]
    problems: list[FieldProblem]
    unready: frozenset[int]
    row_count: int

    def at_its_row(self, problem: FieldProblem) -> FieldProblem:
        """Move what was found wrong with a report to the row and column of the file that say it."""
        first = problem.row or 0
        parts = problem.field.split(".")
        if parts[0] == "entries" and len(parts) > 1:
            row = self.rows[first][int(parts[1])]
            return replace(problem, row=row, field=COLUMN_OF.get(parts[2], Column.PERSON))
        return replace(problem, field=COLUMN_OF.get(parts[0], Column.CLASS), value="")


def read_reports(
    unit: UnitRef,
    rows: Iterable[Row],
    columns: Mapping[str, int],
    formulas: Mapping[int, Sequence[int]],
    *,
    today: dt.date,
) -> Filed:
    """Read rows into reports.

    unit: for whose classes the sender holds the right. columns: code → place. formulas: places of formulas by row.
    """
    lines = [line for row in rows if (line := _line(row, columns, formulas)) is not None]
    _find_groups(unit, lines, today)
    for line in lines:
        _read_when(line)
    _find_people(lines)
    for line in lines:
        _read_pupil(line)
    return _gather(lines)


def _line(row: Row, columns: Mapping[str, int], formulas: Mapping[int, Sequence[int]]) -> Line | None:
    cells = {code: row.cells[at] for code, at in columns.items() if at < len(row.cells)}
    if not any(cell_text(cell) for cell in cells.values()):
        return None
    line = Line(row.number, cells)
    by_formula = set(formulas.get(row.number, ()))
    for code, at in columns.items():
        cell = cells.get(code)
        if at in by_formula or (isinstance(cell, str) and cell.lstrip().startswith(FORMULA_SIGNS)):
            line.wrong(Column(code), "单元格是公式，粘贴成数值再上传")
    return line


def _find_groups(unit: UnitRef, lines: Sequence[Line], today: dt.date) -> None:
    """Find each row's class; one out of reach reads like one that does not exist."""
    schools: dict[str, set[int]] = {}
    texts = {text for line in lines for text in (line.text(Column.SCHOOL), str(line.cells.get(Column.SCHOOL) or ""))}
    for school in queries.find_schools(unit, texts - {""}, today) if texts - {""} else ():
        for name in {school.code, cell_text(school.name)}:
            schools.setdefault(name, set()).add(school.id)
    for line in lines:
        name = line.text(Column.SCHOOL)
        if not name and unit.school_id is None:
            line.wrong(Column.SCHOOL, "写学校编码或学校名称")
            continue
        found = schools.get(name, set()) if name else {unit.school_id}
        if len(found) != 1:
            line.wrong(
                Column.SCHOOL,
                "有{count}所学校叫这个名字，写学校编码" if found else NotVisible.message,
                count=len(found),
            )
        elif unit.school_id in (None, *found):
            (line.school_id,) = found
        else:
            line.wrong(Column.SCHOOL, NotVisible.message)
    groups: dict[tuple[int, str], set[int]] = {}
    for group in queries.list_groups({line.school_id for line in lines if line.school_id is not None}, today):
        for name in {_plain(group.name), _plain(group.short_name), group.code} - {""}:
            groups.setdefault((group.school_id, name), set()).add(group.id)
    for line in lines:
        _find_group(line, groups)


def _find_group(line: Line, groups: Mapping[tuple[int, str], set[int]]) -> None:
    name = _plain(line.cells.get(Column.CLASS))
    if not name:
        line.wrong(Column.CLASS, "写班级名称")
    elif line.school_id is not None:
        found = groups.get((line.school_id, name), set())
        if len(found) == 1:
            (line.group_id,) = found
        elif found:
            line.wrong(Column.CLASS, "有{count}个班叫这个名字，写班级编码", count=len(found))
        else:
            line.wrong(Column.CLASS, NotVisible.message)


def _plain(value: object) -> str:
    return cell_text(value).replace(" ", "")


def _read_when(line: Line) -> None:
    line.day = read_date(line.cells.get(Column.DAY))
    if line.day is None:
        line.wrong(Column.DAY, BAD_DATE)
    line.session = _code(line, Column.SESSION, Session) or ""
    if not line.text(Column.SESSION):
        line.wrong(Column.SESSION, BAD_CHOICE, known=[one.label for one in Session])


def _code(line: Line, column: Column, choices: Any, text: str | None = None) -> str | None:
    """Read a label, a code or a usual word; None for an empty cell and for a word that is none of them."""
    given = line.text(column) if text is None else text
    if not given:
        return None
    known = {**{one.label: one.value for one in choices}, **MORE_WORDS[choices]}
    if given in known or given.upper() in choices.values():
        return known.get(given, given.upper())
    line.wrong(column, BAD_CHOICE, known=[one.label for one in choices])
    return None


def _find_people(lines: Sequence[Line]) -> None:
    named = [line for line in lines if line.group_id is not None and line.text(Column.PERSON) not in (ZERO | {""})]
    texts = {text for line in named for text in _names(line)}
    by_name: dict[tuple[int, str], list[roster.NamedMember]] = {}
    if texts:
        schools = {line.school_id for line in named if line.school_id is not None}
        groups = {line.group_id for line in named if line.group_id is not None}
        for member in roster.find_members(schools, groups, texts):
            for name in {cell_text(member.name), member.student_number} - {""}:
                by_name.setdefault((member.group_id, name), []).append(member)
    for line in named:
        _find_person(line, by_name)


def _names(line: Line) -> set[str]:
    text = line.text(Column.PERSON)
    return {text, text.upper(), str(line.cells.get(Column.PERSON))}


def _find_person(line: Line, by_name: Mapping[tuple[int, str], Sequence[roster.NamedMember]]) -> None:
    if has_lost_digits(line.cells.get(Column.PERSON)):
        line.wrong(Column.PERSON, "数字太长，末几位已丢失，把单元格设为文本再填")
        return
    day, group_id = line.day, line.group_id
    if day is None or group_id is None:
        return
    text = line.text(Column.PERSON)
    members = [*by_name.get((group_id, text), ()), *by_name.get((group_id, text.upper()), ())]
    found = {member.person_id for member in members if member.is_there(day)}
    if len(found) == 1:
        (line.person_id,) = found
    else:
        line.wrong(Column.PERSON, "这个班有同名的学生，写学籍号" if found else "这个班当天没有这名学生")


def _read_pupil(line: Line) -> None:
    who = line.text(Column.PERSON)
    if not who:
        line.wrong(Column.PERSON, "写姓名或学籍号，全班没有异常写0")
    elif who in ZERO:
        line.is_zero = True
        for column in ABOUT_PUPIL:
            if line.text(column):
                line.wrong(column, "写0的行不填学生情况")
    elif line.text(Column.PRESENCE) in WELL:
        for column in ABOUT_PUPIL[1:]:
            if line.text(column):
                line.wrong(column, "写正常的学生不填这一列")
    else:
        line.entry = _entry(line)


def _entry(line: Line) -> Entry:
    reason = _code(line, Column.REASON, AbsenceReason) or ""
    presence = _code(line, Column.PRESENCE, Presence) or (Presence.ABSENT if reason else Presence.PRESENT)
    words = [word for word in SEPARATORS.split(line.text(Column.SYMPTOMS)) if word]
    labels = {one.label for one in Symptom}
    symptoms = [line.text(Column.SYMPTOMS)] if line.text(Column.SYMPTOMS) in labels else words
    codes = [_code(line, Column.SYMPTOMS, Symptom, word) for word in symptoms]
    onset = read_date(line.cells.get(Column.ONSET))
    if onset is None and line.text(Column.ONSET):
        line.wrong(Column.ONSET, BAD_DATE)
    return Entry(
        person_id=line.person_id or NO_KEY,
        presence=presence,
        symptoms=tuple(dict.fromkeys(code for code in codes if code)),
        temperature_celsius=_celsius(line),
        onset_date=onset,
        absence_reason=reason,
        note=line.text(Column.NOTE),
    )


def _celsius(line: Line) -> Decimal | None:
    text = line.text(Column.TEMPERATURE).removesuffix("℃").removesuffix("°C").strip()
    if not text:
        return None
    try:
        return Decimal(text).quantize(Decimal("0.1"))
    except InvalidOperation:
        line.wrong(Column.TEMPERATURE, "体温填30到45之间的数，如38.2")
        return None


def _gather(lines: Sequence[Line]) -> Filed:
    """Put the rows of one class, day and session together into its report."""
    by_place: dict[tuple[int, int, dt.date, str], list[Line]] = {}
    for line in lines:
        if line.place is not None:
            by_place.setdefault(line.place, []).append(line)
    checks: dict[int, Check] = {}
    rows: dict[int, list[int]] = {}
    unready = set()
    for place, members in by_place.items():
        _refuse_repeats(members)
        first = members[0].row
        # A pupil who stands twice was refused above and counts once below.
        told = [line for line in reversed(members) if line.entry is not None]
        entries = list({line.person_id or line.row: line for line in told}.values())
        # In one order whatever the order of the rows, so that the same report keeps its key.
        entries.sort(key=lambda line: (str(line.person_id), line.row))
        checks[first] = _check(place, members, entries)
        rows[first] = [line.row for line in entries]
        if any(line.problems for line in members):
            unready.add(first)
    problems = [problem for line in lines for problem in line.problems]
    return Filed(checks, rows, problems, frozenset(unready), len(lines))


def _refuse_repeats(members: Sequence[Line]) -> None:
    first: dict[uuid.UUID | None, int] = {}
    pupils = next((line.row for line in members if not line.is_zero), None)
    for line in members:
        known = first.setdefault(line.person_id, line.row)
        if line.is_zero and pupils is not None:
            line.wrong(Column.PERSON, "第{row}行是这个班同一时段的学生，不能又写0", row=pupils)
        elif known != line.row and line.is_zero:
            line.wrong(Column.CLASS, "和第{row}行是同一个班的同一时段", row=known)
        elif known != line.row and line.person_id is not None:
            line.wrong(Column.PERSON, "和第{row}行是同一名学生", row=known)


def _check(place: tuple[int, int, dt.date, str], members: Sequence[Line], entries: Sequence[Line]) -> Check:
    school_id, group_id, day, session = place
    well = sorted({one.person_id for one in members if one.entry is None and one.person_id is not None}, key=str)
    # Pupils not found have a key each, so that they are not taken for one another.
    kept = [
        replace(line.entry, person_id=uuid.UUID(int=line.row)) if line.person_id is None else line.entry
        for line in entries
        if line.entry is not None
    ]
    repeated = {entry.person_id for entry in kept}
    check = Check(
        id=NO_KEY, school_id=school_id, group_id=group_id, day=day, session=session, entries=tuple(kept),
        recovered=tuple(one for one in well if one not in repeated), source=Source.IMPORT,
    )  # fmt: skip
    return replace(check, id=key_of(day, check.digest()))
