"""Tell who is missing after a cut-off: the group and its school, then the offices above, each rung once.

A rung is claimed in the transaction that writes its notices, under one lock: a restart makes it again as a whole or not
at all, and a second worker finds it made. Many schools at once: notices are written in chunks of whole schools.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.notify import queries as rounds
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, first_at, role_at
from sizao.core.notify.templates import Param, Template
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.report.chasing import queries
from sizao.report.chasing.queries import MissingGroup
from sizao.report.chasing.rules import GRACE, LADDER, SCHOOL_POLICY, SESSIONS, Call, Rung, calls_of

WORDS = ("晨检", "午检", "晚检")
LABELS = dict(zip(SESSIONS, WORDS, strict=True))
REPORTING_ROLES = ("HOMEROOM_TEACHER", "GRID_WORKER")
# The school's own chaser; the next of these where nobody holds the post.
SCHOOL_ROLES = ("EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_DOCTOR", "SCHOOL_LEADER")
CHUNK = 5000
LOCK = 740_021

ASKED = Template(
    "chasing.asked", "{groups}{session}已截止，还没报。补报，或点一下说明原因。",
    {"groups": Param.GROUPS, "session": Param.WORD}, words=WORDS,
)  # fmt: skip
MISSED = Template(
    "chasing.missed", "今日{session}{count}个班未报：{groups}。",
    {"session": Param.WORD, "count": Param.COUNT, "groups": Param.GROUPS}, words=WORDS,
)  # fmt: skip
ABOVE = Template(
    "chasing.above", "{session}截止已过{minutes}分钟，{count}个班未报：{units}。",
    {"session": Param.WORD, "minutes": Param.MINUTES, "count": Param.COUNT, "units": Param.UNITS}, words=WORDS,
)  # fmt: skip
TEMPLATES = (ASKED, MISSED, ABOVE)

# Told once the minutes of this policy have passed since the cut-off; then for each session and its ripe paths.
Tell = Callable[[str, dict[str, bool]], int]


@use_case("chasing.missing.told", permission="chasing.tell")
def tell_missed(*, actor: Actor, now: dt.datetime) -> int:
    """Ask the groups that missed a cut-off why, and tell each school which they are; once a session.

    returns: number of notices written.
    """
    usecase.unrecorded("reminders change nothing but what is told")
    day = clock.school_date(now)

    def tell(session: str, plans: dict[str, bool]) -> int:
        return sum(
            notify.send_many(_of_schools(groups, day), now=now)
            for groups in _by_whole_schools(queries.list_missing_groups(day, session, plans))
        )

    return _make_rounds("missed", SCHOOL_POLICY, now, tell)


@use_case("chasing.ladder.climbed", permission="chasing.tell")
def climb_ladder(*, actor: Actor, now: dt.datetime) -> int:
    """Tell the offices above who is still missing, rung by rung, each once a session.

    returns: number of notices written.
    """
    usecase.unrecorded("reminders change nothing but what is told")
    return sum(_make_rounds(rung.level.lower(), rung.policy, now, _teller(rung, now)) for rung in LADDER)


def _teller(rung: Rung, now: dt.datetime) -> Tell:
    day = clock.school_date(now)

    def tell(session: str, plans: dict[str, bool]) -> int:
        due = {
            plan.prefix: clock.at(day, plan.values[f"checks.{session.lower()}.due"])
            for plan in policies.list_plans(day)
        }
        calls = calls_of(rung, queries.list_missing_schools(day, session, plans))
        names = {line.id: line.short_name for line in orgs.list_lines({one for c in calls for one in c.units}).values()}
        messages = [
            _to_office(call, session, names, day, minutes=int((now - due[call.prefix]).total_seconds() // 60))
            for call in calls
        ]
        return notify.send_many(messages, now=now)

    return tell


def _to_office(call: Call, session: str, names: dict[int, str], day: dt.date, *, minutes: int) -> Message:
    parts = {
        "session": LABELS[session], "minutes": minutes, "count": call.groups,
        "units": tuple(names[unit] for unit in call.units),
    }  # fmt: skip
    place = call.prefix.strip("/").rpartition("/")[2]
    where = About(f"chasing:{call.office_id}:{day}:{session}", f"/daily/{call.office_id}/{day}/missing/")
    return Message(
        ABOVE, (role_at(call.office_id, call.role),), where, parts, dedupe=f"{session}:{place}",
        expires_at=clock.at(day, dt.time(23, 59)),
    )  # fmt: skip


def _by_whole_schools(groups: Iterator[MissingGroup]) -> Iterator[list[MissingGroup]]:
    """Part the groups into chunks that never part a school."""
    chunk: list[MissingGroup] = []
    for _, school in itertools.groupby(groups, key=lambda one: one.school_id):
        chunk += school
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def about_group(group_id: int, day: dt.date, session: str) -> str:
    """Name what a question to a group is about, so that its report or its reason settles it."""
    return f"missing:{group_id}:{day.isoformat()}:{session}"


def _of_schools(groups: list[MissingGroup], day: dt.date) -> list[Message]:
    asked = [_to_group(one, day) for one in groups]
    by_school = itertools.groupby(groups, key=lambda one: one.school_id)
    return asked + [_to_school(school_id, list(missing), day) for school_id, missing in by_school]


def _to_group(group: MissingGroup, day: dt.date) -> Message:
    where = About(
        about_group(group.id, day, group.session), f"/chasing/{group.id}/{day}/{group.session.lower()}/reason/"
    )
    return Message(
        ASKED, (role_at(group.id, *REPORTING_ROLES),), where,
        {"groups": (group.name,), "session": LABELS[group.session]}, dedupe=group.session,
        expires_at=clock.at(day, dt.time(23, 59)),
    )  # fmt: skip


def _to_school(school_id: int, missing: list[MissingGroup], day: dt.date) -> Message:
    session = missing[0].session
    parts = {"session": LABELS[session], "count": len(missing), "groups": tuple(one.name for one in missing)}
    where = About(f"missed:{school_id}:{day.isoformat()}:{session}", f"/daily/{school_id}/{day}/missing/")
    return Message(MISSED, (first_at(school_id, *SCHOOL_ROLES),), where, parts, dedupe=session)


def _make_rounds(kind: str, policy: str, now: dt.datetime, tell: Tell) -> int:
    """Make the rounds that are ripe and were not made; one that told nobody is looked at again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    day = clock.school_date(now)
    plans = policies.list_plans(day)
    ripe: dict[str, dict[str, str]] = {}
    for session, plan in itertools.product(SESSIONS, plans):
        at = clock.at(day, plan.values[f"checks.{session.lower()}.due"])
        at += dt.timedelta(minutes=plan.values[policy])
        if at <= now < at + GRACE:
            ripe.setdefault(session, {})[plan.prefix] = f"chasing.{kind}:{day.isoformat()}:{session}:{plan.prefix}"
    made = rounds.rounds_made([name for names in ripe.values() for name in names.values()])
    written = 0
    for session, names in ripe.items():
        waiting = {prefix: name for prefix, name in names.items() if name not in made}
        if waiting:
            told = tell(session, {plan.prefix: plan.prefix in waiting for plan in plans})
            if told:
                notify.begin_rounds(list(waiting.values()), now=now)
            written += told
    return written
