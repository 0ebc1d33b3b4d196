"""A morning to write registers of: a corrected class, a zero report, a missing one and a waived one."""

import datetime as dt
import html
import re

from django.db import connection

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services
from sizao.detect.checks.queries import Check, Entry, Extent, Reader

JOB = Actor.system("test")


def report(cast, at, group: int, *entries: Entry, who: str = "reporter", **changes):
    """Send one report of the school's morning, or of another session."""
    built = cast.school.groups[group]
    check = Check(new_id(at), cast.school.id, built.id, at.date(), **{"session": "MORNING", **changes}, entries=entries)
    return services.submit_one(actor=cast.actor(who, at), now=at, check=check)


def pupil(cast, number: int, **values) -> Entry:
    """Write an entry about a pupil of the first class."""
    return Entry(cast.school.classes[0].people[number], **values)


def build_morning(cast, now) -> None:
    """First class: 安子宁 with fever, 曹轩 at home coughing, 陈雨涵 found later; then zero, nothing, and waived."""
    services.open_slots(actor=JOB, now=now, day=now.date())
    fever = pupil(cast, 0, symptoms=("FEVER",), temperature_celsius=38.5)
    cough = pupil(cast, 1, presence="ABSENT", absence_reason="ILLNESS", symptoms=("COUGH",), seen_doctor=True,
                  diagnosis="支气管炎")  # fmt: skip
    report(cast, now, 0, fever, cough, who="teacher")
    later = pupil(cast, 2, symptoms=("FEVER", "RASH"), severe_signs=("DROWSY",))
    report(cast, now, 0, fever, cough, later, who="teacher", base_version=1, reason="漏报一人")
    report(cast, now, 1)
    services.waive_slots(
        actor=cast.actor("doctor", now), now=now, group_id=cast.school.groups[3].id, day=now.date(),
        sessions=("MORNING",), reason="食堂停业",
    )  # fmt: skip


def assess(cast, now, number: int, verdict: str, **values) -> None:
    """Let the doctor judge the latest entry of a pupil of the first class."""
    extent = Extent(dt.date(2026, 1, 1), now.date(), cast.school.id)
    people = [cast.school.classes[0].people[number]]
    entry = checks.list_entry_records(JOB, extent, Reader("checks.submit"), people=people)[-1]
    services.assess_entry(
        actor=cast.actor("doctor", now), now=now, school_id=cast.school.id, day=entry.day, entry_id=entry.id,
        verdict=verdict, **values,
    )  # fmt: skip


def add_guardian(cast, number: int, last4: str) -> None:
    """Give a pupil of the first class a guardian with a phone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO roster_guardian (school_id, id, person_id, name, relation, phone_last4)"
            " VALUES (%s, gen_random_uuid(), %s, '安女士', '母亲', %s)",
            [cast.school.id, cast.school.classes[0].people[number], last4],
        )


def tables_of(page: str) -> list[list[list[str]]]:
    """Read the rows of every table of registers on a page, cell by cell."""
    found = re.findall(r'<table class="data-table register-table".*?</table>', page, re.DOTALL)
    return [[_cells(row) for row in re.findall(r"<tr.*?</tr>", one.split("<tbody")[1], re.DOTALL)] for one in found]


def _cells(row: str) -> list[str]:
    cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]
