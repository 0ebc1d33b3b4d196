"""What the daily return puts on `/today/`: the leader's signature, the office's four numbers and missing schools."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.pages import Card
from sizao.report.daily import queries
from sizao.report.daily.rules import CallAnswer, Figures
from sizao.report.daily.views import showing
from sizao.report.daily.views.chasing import sub_line

POLL_OPEN, POLL_IDLE = "every 5s, refresh", "every 30s, refresh"


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the cards: an office's board first, then the return that waits for a signature."""
    cards: list[Card] = []
    day = clock.school_date(now)
    seen: set[int] = set()
    for grant in actor.grants_for("daily.view"):
        unit = grant.unit
        if unit.id in seen or unit.school_id not in (None, unit.id):
            continue
        seen.add(unit.id)
        if unit.school_id is None:
            cards.append(Card("daily/_card_office.html", office_context(actor, unit, day, now), order=5,
                              primary="daily/_card_office_action.html"))  # fmt: skip
        if actor.may("daily.sign", unit):
            cards.append(_return_card(actor, unit, day, now))
    return cards


def office_context(actor: Actor, unit: UnitRef, day: dt.date, now: dt.datetime) -> dict:
    """Collect an office's board: four numbers, the first ten missing, the ids of all missing."""
    figures, folded_at = queries.tally_of(actor, unit=unit, day=day)
    week_ago, _folded = queries.tally_of(actor, unit=unit, day=day - dt.timedelta(days=7))
    rows = [row for row in queries.list_sub_units(actor, unit=unit, day=day) if row.is_missing]
    return {
        "unit": unit, "day": day, "cards": showing.cards_of(
            figures, unit_id=unit.id, day=day, week_ago=week_ago if week_ago.expected else None
        ),
        "lines": [sub_line(row, day) for row in rows[:10]], "missing_count": len(rows),
        "missing_ids": [row.line.id for row in rows], "figures": figures, "folded_at": folded_at,
        "share": showing.reported_share(figures), "may_chase": actor.may("daily.chase", unit),
        "answers": [(one.value, _(one.label)) for one in CallAnswer],
        "version": _version(figures, rows),
        "poll": POLL_OPEN if figures.missing else POLL_IDLE,
    }  # fmt: skip


def _version(figures: Figures, rows: list[queries.SubUnit]) -> str:
    """Name what the board shows, so that an unchanged one is not sent again."""
    called = sum(row.call is not None for row in rows)
    return f"{figures.reported}.{figures.missing}.{figures.ill}.{len(rows)}.{called}"


@require_safe
def board(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Give the office's board as a fragment; 204 when nothing changed since `?seen=`."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id, day=day, now=now)
    if unit.school_id is not None:
        raise NotVisible()
    context = office_context(actor, unit, day, now)
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "daily/_office_board.html", {"card": context})


def _return_card(actor: Actor, unit: UnitRef, day: dt.date, now: dt.datetime) -> Card:
    row = queries.find_return(actor, unit=unit, day=day)
    status = showing.status_of(row, now)
    levels = showing.level_steps(queries.list_levels(actor, unit=unit, day=day), now)
    waits = row is not None and row.signed_at is None
    context = {"unit": unit, "day": day, "row": row, "status": status, "levels": levels, "waits": waits,
               "due": row.covers_to if row else None}  # fmt: skip
    primary = "daily/_card_return_action.html" if waits and unit.school_id is not None else ""
    return Card("daily/_card_return.html", context, order=8, primary=primary)
