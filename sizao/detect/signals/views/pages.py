"""The signals of a jurisdiction by remaining time, and one signal with why, whom and what is to be decided."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.detect.signals import forms, queries
from sizao.detect.signals.models import Memory, Signal
from sizao.detect.signals.rules import right_to_decide
from sizao.detect.signals.views import showing, statistics, wording
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

SHOWN_DAYS = 30
TABS = {"open": queries.OPEN, "closed": ("CONFIRMED", "HANDED", "DISMISSED", "REVOKED"), "all": None}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List signals: the open ones with the shortest clock first, the decided ones of the last month."""
    actor, now = signed_in(request), clock.now()
    actor.require("signals.view")
    tab = request.GET.get("show", "open")
    states = TABS.get(tab, queries.OPEN)
    since = None if states == queries.OPEN else now - dt.timedelta(days=SHOWN_DAYS)
    page = Paginator(queries.list_signals(actor, states=states, since=since), 50).get_page(request.GET.get("page"))
    is_office = any(grant.unit.school_id is None for grant in actor.grants_for("signals.view"))
    context = {
        "rows": showing.rows_of(page.object_list, now, with_school=is_office), "page": page,
        "tabs": [
            {"code": code, "text": text, "is_here": code == tab}
            for code, text in (("open", _("待核实")), ("closed", _("已处理")), ("all", _("全部")))
        ],
        "may_see_worth": bool(actor.grants_for("signals.view_worth")),
        "open_count": queries.list_signals(actor).count(),
    }  # fmt: skip
    return render(request, "signals/home.html", context)


@require_safe
def signal(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one signal."""
    actor, now = signed_in(request), clock.now()
    row = queries.get_signal(actor, school_id=key.school_id, signal_id=key.id)
    return render(request, "signals/signal.html", page_context(actor, row, now))


def page_context(actor: Actor, row: Signal, now: dt.datetime, **bound: Any) -> dict[str, Any]:
    """Collect what the page of a signal shows; `bound` are forms that came back with errors."""
    school = unit_by_id(row.school_id)
    groups = orgs.list_lines({row.group_id} if row.group_id else ())
    is_office = any(grant.unit.school_id is None for grant in actor.grants)
    shown = showing.row_of(row, now, groups, school if is_office else None, queries.find_rule(row.rule))
    if shown["is_statistic"]:
        memory, ground = None, queries.Ground((), {}, {}, {})
        statistic = statistics.context_of(row, queries.find_series(row), shown["place"])
        why = statistic["why"]
    else:
        memory, ground, statistic = queries.find_memory(actor, row), queries.get_ground(row, now), None
        why = wording.why_of(row, shown["rule"], shown["place"], ground.reasons)
    may_decide = actor.may(right_to_decide(school), school)
    return {
        **shown, "school": school, "why": why, "statistic": statistic,
        "days_left": shown["days"], "people": _people(actor, row, memory), "curve": _curve(ground),
        "groups": _by_group(ground), "not_met": [wording.short_words(one) for one in ground.not_met],
        "event": showing.rows_of(queries.list_event(actor, row), now, with_school=False),
"history": showing.history_of(row, queries.list_steps(actor, row)),
        "crossing": day_words(row.crossing_date), "may_decide": may_decide,
        "verify": bound.get("confirm") or forms.Verification(auto_id="confirm-%s"),
        "dismiss": bound.get("dismiss") or forms.Dismissal(auto_id="dismiss-%s"),
        "report": bound.get("report") or forms.ReportSent(recipients=recipients_of(row), auto_id="report-%s"),
        "close": bound.get("close") or forms.Closing(auto_id="close-%s"),
        "can": _moves_of(row) if may_decide else set(),
    }  # fmt: skip


MOVES = {
    "verify": ("NEW",), "confirm": ("NEW", "VERIFYING"), "dismiss": ("NEW", "VERIFYING", "CONFIRMED"),
    "report": ("NEW", "VERIFYING", "CONFIRMED"), "close": ("CONFIRMED", "HANDED"),
}  # fmt: skip


def _moves_of(row: Signal) -> set[str]:
    """Name what can be done with a signal now; an event is closed once."""
    found = {name for name, states in MOVES.items() if row.state in states}
    return found if row.closed_at is None else found - {"close"}


def recipients_of(row: Signal) -> list[tuple[str, str]]:
    """List whom the rule says the report goes to."""
    rule = queries.find_rule(row.rule)
    return [(one, wording.recipient_words([one])) for one in rule.recipients] if rule is not None else []


def _people(actor: Actor, row: Signal, memory: Memory | None) -> list[dict[str, Any]]:
    """Name whom the signal counts, to those of the school who may know; others see counts alone."""
    if memory is None:
        return []
    ids = {key[0] for keys in memory.signal.counted.values() for key in keys}
    known = roster.list_people(actor, school_id=row.school_id, ids=ids)
    groups = orgs.list_lines({one.group_id for one in known.values() if one.group_id})
    return [
        {"person": one, "group": groups[one.group_id].short_name if one.group_id in groups else ""}
        for one in sorted(known.values(), key=lambda one: (one.group_id or 0, one.class_position or 0))
    ]


def _curve(ground: queries.Ground) -> list[dict[str, Any]]:
    """Count those whom the signal counts by day of onset, days without any included."""
    if not ground.by_onset:
        return []
    first, last = min(ground.by_onset), max(ground.by_onset)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    most = max(ground.by_onset.values())
    return [{"day": day, "words": day_words(day), "count": ground.by_onset.get(day, 0), "most": most} for day in days]


def _by_group(ground: queries.Ground) -> list[dict[str, Any]]:
    """Count them by class and by dormitory room: where the ill are."""
    lines = orgs.list_lines({*ground.by_class, *ground.by_room})
    return [
        {
            "title": title,
            "rows": [{"name": lines[key].short_name, "count": count} for key, count in found if key in lines],
        }
        for title, counts in ((_("班级"), ground.by_class), (_("宿舍"), ground.by_room))
        if (found := sorted(counts.items(), key=lambda item: -item[1]))
    ]
