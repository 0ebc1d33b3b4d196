"""Take places out: a workbook of places and who lives there, and labels with QR codes to put up."""

import datetime as dt
import uuid
from typing import IO

from django.utils.translation import gettext as _

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.files.exports import read_purpose
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.places.models import Place
from sizao.registry.places.queries.tree import list_labels, owner_words
from sizao.registry.places.rules import Kind
from sizao.registry.roster import queries as roster

COLUMNS = (
    Column("类型", 10), Column("场所", 30), Column("床位", 8), Column("重点场所", 10), Column("管理部门", 20),
    Column("负责人", 16), Column("班级", 14), Column("姓名", 14), Column("入住日期", 12),
)  # fmt: skip


@use_case("places.list.exported", permission="roster.export", on="school_id")
def export_places(*, actor: Actor, now: dt.datetime, school_id: int, purpose: str, target: IO[bytes]) -> int:
    """Write the places of a school with who lives in its rooms into `target`, one audit entry for the list.

    purpose: in words. returns: number of rows. raises: Invalid.
    """
    why = read_purpose(purpose)
    school = unit_by_id(school_id)
    usecase.touch(school_id=school_id, kind="places.list", id=school_id, purpose=why)
    return write_xlsx(
        target, columns=[Column(_(one.title), one.width) for one in COLUMNS],
        rows=_rows(actor, school_id, clock.school_date(now)),
        title=_("{school}场所和住宿名单").format(school=school.name),
        notes=Provenance(actor.name, now, why, school.name),
        labels=(_("场所"), _("导出说明")),
    )  # fmt: skip


def _rows(actor: Actor, school_id: int, day: dt.date) -> list[list[object]]:
    shown = [(place, name) for place, name in list_labels(actor, school_id=school_id) if place.kind != Kind.CAMPUS]
    rooms = [place.number for place, _name in shown if place.kind == Kind.DORM_ROOM]
    living: dict[int, list[roster.Resident]] = {}
    for one in roster.list_residents(school_id=school_id, room_numbers=rooms, day=day):
        living.setdefault(one.room_number, []).append(one)
    ids = {one.class_id for people in living.values() for one in people if one.class_id}
    lines = orgs.list_lines(ids | {place.unit_id for place, _name in shown})
    names = accounts.names_of({place.owner_user_id for place, _name in shown if place.owner_user_id})
    rows: list[list[object]] = []
    for place, name in shown:
        head = [
            _(Kind(place.kind).label), name, place.capacity, _("是") if place.is_key else "",
            lines[place.unit_id].name if place.unit_id in lines else "", owner_words(place, names),
        ]  # fmt: skip
        people = living.get(place.number, [])
        rows += [
            [*head, lines[one.class_id].name if one.class_id in lines else "", one.name, one.starts_on]
            for one in people
        ] or [[*head, "", "", None]]
    return rows


@use_case("places.labels.printed", permission="places.manage", on="school_id")
def print_labels(
    *, actor: Actor, now: dt.datetime, school_id: int, under: uuid.UUID | None = None
) -> list[tuple[Place, str]]:
    """Give the places to be labelled, all or those under one, with their full names; one audit entry for the sheet."""
    usecase.touch(school_id=school_id, kind="places.labels", id=under or school_id)
    return list_labels(actor, school_id=school_id, under=under)
