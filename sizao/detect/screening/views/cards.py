"""Cards of the day: a guardian's children with what became of each message, a teacher's pupils to be answered for."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.pages import Card
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import GroupSlots, QuestionKind, SlotState
from sizao.detect.screening import queries
from sizao.detect.screening.views import showing
from sizao.registry.roster import queries as roster

GROUPS = ("CLASS", "DEPARTMENT")
OPEN = (SlotState.DUE, SlotState.MISSING)


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the cards of whoever reports for groups or is responsible for children."""
    return _asked(actor, now) + _children(actor, now)


def _children(actor: Actor, now: dt.datetime) -> list[Card]:
    if actor.is_system or not actor.grants_for(queries.REPORT):
        return []
    children = queries.list_children(actor)
    if not children:
        return [Card("screening/_card_nobody.html", {}, order=10)]
    day = clock.school_date(now)
    reports = [line for line in queries.list_reports(children, today=day) if line.day >= day]
    groups = queries.names_of_groups(children)
    cards = []
    for child in children:
        own = [one for one in reports if (one.school_id, one.person_id) == (child.school_id, child.id)]
        context = {"child": child, "group": groups.get(child.group_id, ""), "lines": showing.lines(own, [child])}
        cards.append(Card("screening/_card_child.html", context, order=10, primary="screening/_card_action.html"))
    return cards


def _asked(actor: Actor, now: dt.datetime) -> list[Card]:
    """Show what others propose about pupils of one's own groups, one query a school while nothing is asked."""
    by_school: dict[int, list[int]] = {}
    for grant in actor.grants_for("checks.submit"):
        if grant.unit.level in GROUPS:
            by_school.setdefault(grant.unit.key, []).append(grant.unit.id)
    day = clock.school_date(now)
    lines = [line for school, groups in by_school.items() for line in _lines(actor, school, groups, day, now)]
    return [Card("screening/_card_suggestions.html", {"lines": lines, "day": day}, order=9)] if lines else []


def _lines(actor: Actor, school_id: int, group_ids: list[int], day: dt.date, now: dt.datetime) -> list[dict[str, Any]]:
    asked = checks.list_suggestions(actor, school_id=school_id, day=day, group_ids=group_ids)
    if not asked:
        return []
    people = roster.list_people(actor, school_id=school_id, ids=[one.person_id for one in asked])
    board = checks.get_board(actor, school_id=school_id, day=day, now=now, group_ids=group_ids)
    rows = {row.group.id: row for row in board}
    return [
        {
            "key": Key(school_id, one.id), "group": rows[one.group_id].group, "kind": _(QuestionKind(one.kind).label),
            "person": people[one.person_id], "asked_at": one.asked_at, "waiting": _waiting_session(rows[one.group_id]),
            "words": _("，").join(checks.question_words(one)),
        }
        for one in asked
        if one.person_id in people and one.group_id in rows
    ]  # fmt: skip


def _waiting_session(row: GroupSlots) -> str:
    """Give the session whose report has to come before anything can be amended, "" when one stands."""
    if any(current and not current.is_withdrawn for slot, current, _state in row.slots.values() if slot):
        return ""
    return next((session for session, (_slot, _current, state) in row.slots.items() if state in OPEN), "")
