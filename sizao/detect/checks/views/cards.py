"""What the checks put on `/today/`: the class's own report for teachers, the school's board for health staff."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.pages import Card, Link
from sizao.core.words import minutes_until
from sizao.detect.checks import queries
from sizao.detect.checks.queries import GroupSlots
from sizao.detect.checks.rules import Session, SlotState
from sizao.detect.checks.views.showing import status_of
from sizao.registry.places import queries as places
from sizao.registry.policies import queries as policies

OWN_LEVELS = ("CLASS", "DEPARTMENT", "GRADE")
OPEN = (SlotState.DUE, SlotState.MISSING)
KEEPING_ROLES = ("DORM_KEEPER", "GRID_WORKER")


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the cards of an actor: own groups first, then the schools they watch over."""
    dorms = places.list_dormitories([grant.unit for grant in actor.grants_for("checks.submit")])
    cards = [*_dorms(actor, dorms, now), *_own_groups(actor, now, {one.unit_id for one in dorms})]
    for grant in actor.grants_for("checks.board"):
        if grant.unit.school_id is not None:
            cards.append(_school(actor, grant.unit.school_id, now))
    return cards


def _dorms(actor: Actor, dorms: list[places.Building], now: dt.datetime) -> list[Card]:
    """Give a card a building: to its keepers first of all, to those who watch over the school below the classes."""
    if not dorms:
        return []
    day = clock.school_date(now)
    tallies = queries.tally_dorms(dorms, day=day)
    own = {grant.unit.id for grant in actor.grants_for("checks.submit") if grant.role in KEEPING_ROLES}
    is_keeper = any(one.unit_id in own or one.key.school_id in own for one in dorms)
    cards = []
    for one in dorms:
        tally = tallies.get(one.ref.id)
        if tally is None and not is_keeper:
            continue
        waiting = tally.due - tally.reported if tally else 0
        context = {
            "building": one, "tally": tally, "day": day, "waiting": waiting, "to_come": tally is None,
            "minutes": minutes_until(tally.due_at, now) if tally else 0, "due": tally.due_at if tally else None,
        }  # fmt: skip
        action = "checks/_card_dorm_action.html" if waiting and is_keeper else ""
        cards.append(Card("checks/_card_dorm.html", context, order=9 if is_keeper else 21, primary=action))
    return cards


def _own_groups(actor: Actor, now: dt.datetime, dorm_units: set[int]) -> list[Card]:
    """Give the cards of one's own groups; a unit that runs a dormitory reports by its rooms."""
    own = [grant.unit for grant in actor.grants_for("checks.submit") if grant.unit.level in OWN_LEVELS]
    by_school: dict[int, list[int]] = {}
    for unit in own:
        by_school.setdefault(unit.key, []).append(unit.id)
    cards = []
    day = clock.school_date(now)
    for school_id, group_ids in by_school.items():
        board = queries.get_board(actor, school_id=school_id, day=day, now=now, group_ids=group_ids)
        known = {row.group.id for row in board}
        cards += [_group_card(row, day, now) for row in board]
        silent = [unit for unit in own if unit.id in group_ids and unit.id not in known | dorm_units]
        cards += [_silent_card(unit.id, unit.name, day) for unit in silent]
    return cards


def _group_card(row: GroupSlots, day: dt.date, now: dt.datetime) -> Card:
    order = [session for session in Session.values() if session in row.slots]
    lines = [_line(row, session, day, now) for session in order]
    waiting = next((line for line in lines if line["is_open"]), None)
    others = [line for line in lines if line is not waiting]
    context = {
        "group": row.group, "lines": others, "waiting": waiting, "day": day, "to_come": _to_come(row, day),
    }  # fmt: skip
    template = "checks/_card_group.html"
    return Card(template, context, order=10, primary="checks/_card_group_action.html" if waiting else "")


def _to_come(row: GroupSlots, day: dt.date) -> list[str]:
    """List the sessions of the day that open later: a phone keeps their pages while it has network."""
    plan = policies.get_plan(row.group.id, day)
    wanted = plan.values["checks.sessions.day_pupil"] if plan.verdict.is_school_day else ()
    return [session for session in Session.values() if session in wanted and session not in row.slots]


def _line(row: GroupSlots, session: str, day: dt.date, now: dt.datetime) -> dict[str, Any]:
    slot, current, state = row.slots[session]
    return {
        "session": session,
        "label": _(Session(session).label),
        "status": status_of(state, is_late=bool(current and current.is_late)),
        "due": slot.due_at if slot else None,
        "opens": slot.opens_at if slot else None,
        "minutes": minutes_until(slot.due_at, now) if slot else 0,
        "enrolled": slot.enrolled if slot else 0,
        "is_open": state in OPEN,
        "ill": current.ill if current else 0,
        "absent": current.absent if current else 0,
    }


def _silent_card(group_id: int, name: str, day: dt.date) -> Card:
    """Say why nothing is asked of a group today, and when it is next."""
    plan = policies.get_plan(group_id, day)
    context = {"name": name, "reason": _(plan.verdict.reason), "is_school_day": plan.verdict.is_school_day}
    opens = plan.values["checks.morning.opens"]
    following = policies.next_school_day(group_id, day) if not plan.verdict.is_school_day else day
    return Card("checks/_card_silent.html", {**context, "next_day": following, "opens": opens}, order=12)


def _school(actor: Actor, school_id: int, now: dt.datetime) -> Card:
    day, school = clock.school_date(now), unit_by_id(school_id)
    board = queries.get_board(actor, school_id=school_id, day=day, now=now)
    missing = [
        {"group": row.group, "session": session, "label": _(Session(session).label), "state": state,
         "status": status_of(state), "due": slot.due_at, "minutes": minutes_until(slot.due_at, now)}
        for row in board for session, (slot, _current, state) in row.slots.items() if state in OPEN and slot
    ]  # fmt: skip
    reported = sum(1 for row in board for _slot, current, _state in row.slots.values() if current)
    ill = sum(current.ill for row in board for _slot, current, _state in row.slots.values() if current)
    context = {
        "school_id": school_id, "day": day, "missing": missing[:10], "missing_count": len(missing),
        "reported": reported, "ill": ill, "group_count": len(board),
        "may_enter": actor.may("checks.submit", school), "may_see": actor.may("checks.view_entries", school),
    }  # fmt: skip
    return Card("checks/_card_school.html", context, order=20)


def links(*, actor: Actor, unit: UnitRef, day: dt.date) -> list[Link]:
    """Give the evening page of a building with rooms, for the pages of places and cells."""
    if unit.level != "PLACE" or not actor.may("checks.view_entries", unit):
        return []
    found = [one for one in places.list_dormitories([unit]) if one.ref.id == unit.id]
    return [Link(_(Session.EVENING.label), reverse("checks:dorm", args=[one.key, day])) for one in found]
