"""Take a school's answers out as a workbook: one line a person, who has not answered included, with the purpose."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.detect.journeys import queries
from sizao.detect.journeys.models import Answer, Collection, Stay, Trip
from sizao.detect.journeys.queries import Answered
from sizao.detect.journeys.rules import DAY, Means, Source, Whereabouts
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

COLUMNS = (
    Column("班级或部门"), Column("姓名", 12), Column("在哪里", 10), Column("住在", 36, wraps=True),
    Column("行程", 48, wraps=True), Column("谁填的", 12), Column("填写时间", 18),
)  # fmt: skip
NOT_SAID = "没有填"


@use_case("journeys.list.exported", permission="journeys.export", on="school_id")
def export_answers(*, actor: Actor, now: dt.datetime, school_id: int, collection_id: int, purpose: str) -> ExportedFile:
    """Write who of a school is where; the export stands in the audit with its purpose.

    raises: NotVisible, Forbidden, Invalid without a purpose.
    """
    why = read_purpose(purpose)
    row, school = queries.get_asking(collection_id, school_id), unit_by_id(school_id)
    usecase.touch(school_id=school_id, kind="journeys.list", id=collection_id, purpose=why)
    target, title = io.BytesIO(), f"{school.name} {row.name}"
    count = write_xlsx(
        target, columns=[replace(one, title=_(one.title)) for one in COLUMNS],
        rows=_rows(actor, row, school_id, clock.school_date(now)), title=title,
        notes=Provenance(actor.name, now, why, school.name), labels=(_("去向和行程"), _("导出说明")),
    )  # fmt: skip
    return ExportedFile(target.getvalue(), named(title, FileKind.XLSX), FileKind.XLSX, count)


def _rows(actor: Actor, row: Collection, school_id: int, today: dt.date) -> Iterator[list[object]]:
    answers = Answer.objects.visible_to(actor, "journeys.export").filter(school_id=school_id, collection_id=row.id)
    said = queries.parts_of(answers)
    by_person = {one.answer.person_id: one for one in said if one.answer.person_id is not None}
    by_user = {one.answer.user_id: one for one in said if one.answer.user_id is not None}
    for unit in roster.list_groups(actor, school_id=school_id):
        for person in roster.list_group(actor, school_id=school_id, group_id=unit.id):
            yield _line(unit.name, person.name, by_person.get(person.id))
    linked = roster.list_linked_accounts([school_id]).get(school_id, set())
    staff = accounts.list_staff_of([school_id], on=today, outside=("DEPARTMENT",)).get(school_id, set())
    names = accounts.names_of(staff - linked)
    for user_id in sorted(names, key=lambda one: names[one]):
        yield _line(_("教职工"), names[user_id], by_user.get(user_id))


def _line(group: str, name: str, one: Answered | None) -> list[object]:
    if one is None:
        return [group, name, _(NOT_SAID), "", "", "", None]
    at = one.answer.answered_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return [
        group, name, _(Whereabouts(one.answer.whereabouts).label),
        _("；").join(stay_words(stay) for stay in one.stays), _("；").join(trip_words(trip) for trip in one.trips),
        _(Source(one.answer.source).label), at,
    ]  # fmt: skip


def stay_words(stay: Stay) -> str:
    """Write a stay in one line."""
    where = orgs.name_division(stay.area_code) if stay.area_code else _("境外")
    parts = [where, stay.place, stay.street_code]
    days = _("{first}至{latest}").format(first=stay.starts_on, latest=stay.ends_on - DAY)
    return " ".join(part for part in [*parts, days] if part)


def trip_words(trip: Trip) -> str:
    """Write a way in one line."""
    start, goal = (orgs.name_division(code) if code else _("境外") for code in (trip.from_code, trip.to_code))
    way = _("{start}到{goal}").format(start=start, goal=goal)
    days = str(trip.left_on) if trip.left_on == trip.arrived_on else f"{trip.left_on}—{trip.arrived_on}"
    return " ".join(part for part in [days, way, _(Means(trip.means).label), trip.number] if part)
