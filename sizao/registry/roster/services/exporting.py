"""Take a school's roster out as a workbook: named purpose, no identity numbers, who and when on a sheet of its own."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from django.utils.translation import gettext as _

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.privacy import mask_tail
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster.models import ExportPurpose, Guardian, Person, PersonKind, PersonStatus, Sex

COLUMNS = (
    Column("年级"),
    Column("班级"),
    Column("班内学号", 10),
    Column("姓名", 16),
    Column("性别", 8),
    Column("出生日期"),
    Column("学籍号（后四位）", 22),
    Column("是否住校", 10),
    Column("监护人", 24),
    Column("监护人电话（后四位）", 22),
)


@use_case("roster.list.exported", permission="roster.export", on="school_id")
def export_roster(*, actor: Actor, now: dt.datetime, school_id: int, purpose: str, target: IO[bytes]) -> int:
    """Write the pupils now at a school into `target`, one audit entry for the list.

    purpose: a code of ExportPurpose. returns: number of pupils. raises: Invalid.
    """
    if purpose not in ExportPurpose.values():
        raise Invalid([FieldProblem("purpose", "选用途")])
    school = unit_by_id(school_id)
    usecase.touch(school_id=school_id, kind="roster.list", id=school_id, purpose=purpose)
    notes = Provenance(actor.name, now, _(ExportPurpose(purpose).label), school.name)
    return write_xlsx(
        target,
        columns=[replace(one, title=_(one.title)) for one in COLUMNS],
        rows=_rows(actor, school_id),
        title=_("{school}学生名册").format(school=school.name),
        notes=notes,
        labels=(_("名册"), _("导出说明")),
    )


def _rows(actor: Actor, school_id: int) -> Iterator[list[object]]:
    people = Person.objects.visible_to(actor, "roster.export").filter(
        school_id=school_id, kind=PersonKind.STUDENT, status=PersonStatus.ACTIVE
    )
    groups = set(people.order_by().values_list("group_id", flat=True).distinct())
    classes = {unit.id: unit for unit in orgs.list_below(actor, school_id, level="CLASS") if unit.id in groups}
    grades = orgs.list_lines({unit.parent_id for unit in classes.values()})
    for group_id, unit in classes.items():
        grade = grades[unit.parent_id]
        rows = list(people.filter(group_id=group_id).order_by("class_position", "pinyin_key", "id"))
        guardians = _guardians(school_id, rows)
        for person in rows:
            yield _row(person, unit.name, grade.name if grade.level == "GRADE" else "", guardians.get(person.id, []))


def _guardians(school_id: int, people: list[Person]) -> dict:
    rows = Guardian.objects.whole_tree(reason="of people read in scope, to holders of the export right")
    found: dict = {}
    for one in rows.filter(school_id=school_id, person_id__in=[person.id for person in people]).order_by("id"):
        found.setdefault(one.person_id, []).append(one)
    return found


def _row(person: Person, class_name: str, grade: str, guardians: list[Guardian]) -> list[object]:
    return [
        grade,
        class_name,
        person.class_position,
        person.name,
        _(Sex(person.sex).label),
        person.birth_date,
        mask_tail(person.student_number),
        _("是") if person.is_boarder else _("否"),
        _("、").join(_guardian_words(one) for one in guardians),
        _("、").join(f"*******{one.phone_last4}" for one in guardians if one.phone_last4),
    ]


def _guardian_words(guardian: Guardian) -> str:
    if not guardian.relation:
        return guardian.name
    return _("{name}（{relation}）").format(name=guardian.name, relation=guardian.relation)
