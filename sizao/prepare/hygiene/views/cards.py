"""What hygiene shows elsewhere: a card on the day's page, and what may be done at a place whose label was scanned."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.burden import services as burden
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.pages import Act, Card
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.rules import Mark
from sizao.registry.accounts import queries as accounts


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Say how many of the actor's own places wait; no more than one query for who answers for none."""
    day, cards = clock.school_date(now), []
    for school_id in queries.schools_with_own(actor):
        rows = queries.list_rows(actor, school_id=school_id, days=[day], permission="hygiene.record")
        own = [one.cells[day] for one in rows if one.is_mine]
        due = sum(one.is_due for one in own)
        waiting = sum(one.mark == Mark.MISSING for one in own)
        if due:
            context = {"due": due, "waiting": waiting, "done": due - waiting, "school_id": school_id}
            cards.append(Card("hygiene/_card.html", context, order=30))
    return cards


def acts(*, actor: Actor, key: Key, now: dt.datetime) -> list[Act]:
    """Offer to record a place as planned, or say who has; one tap after the scan."""
    if not actor.has("hygiene.view"):
        return []
    page, day = reverse("hygiene:place", args=[key]), clock.school_date(now)
    try:
        found = queries.get_today(actor, key, day)
    except (NotVisible, Forbidden):
        return []
    if found.record is not None:
        who = accounts.names_of([found.record.by or 0]).get(found.record.by or 0, "")
        at = found.record.at.astimezone(clock.SHANGHAI).strftime("%H:%M")
        return [Act(_("看消毒通风"), page, _("{who}{at}已登记消毒通风").format(who=who, at=at))]
    said = _("今天还没登记消毒通风") if found.is_due else ""
    show = Act(_("消毒通风"), page, "" if found.may_record else said)
    if not (found.is_due and found.may_record):
        return [show]
    stamp = burden.stamp("hygiene.done", unit_by_id(key.school_id), now=now)
    return [Act(_("按计划已做"), reverse("hygiene:done", args=[key]), said, is_form=True, stamp=stamp), show]
