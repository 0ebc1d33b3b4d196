"""What every page's skeleton shows: who, where, the menu, unread notices, the server's time."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sizao.core import clock, pages
from sizao.core.notify import queries as notices
from sizao.registry.accounts import queries as accounts
from sizao.registry.levels import queries as levels

STEPS = {
    "sizao.registry": "基础底册",
    "sizao.prepare": "平时预防",
    "sizao.detect": "早发现",
    "sizao.report": "早报告",
    "sizao.isolate": "早隔离",
    "sizao.treat": "早治疗",
    "sizao.resume": "复课返校",
    "sizao.oversee": "督导指挥",
}


def skeleton(request: HttpRequest) -> dict[str, Any]:
    """Give the layout its values; nothing for requests without an actor."""
    shell = {"served_at": clock.now(), "theme": "system", "is_demo": clock.is_shifted()}
    signed_in = getattr(request, "signed_in", None)
    actor = getattr(request, "actor", None)
    if signed_in is None or actor is None:
        return shell
    path = request.path
    return {
        **shell,
        "actor_card": accounts.card_of(actor),
        "navigation": _menu(actor, path),
        "phone_bar": phone_bar(path),
        "user_id": actor.user_id,
        "unread_count": notices.count_unread(actor.user_id),
        "theme": signed_in.theme,
        "strip": SimpleLazyObject(lambda: _strip(actor)),
    }


def _strip(actor: Any) -> dict[str, Any]:
    """Give the response level in force for the unit one acts in, when the page has a place for it; one query."""
    if not actor.grants:
        return {}
    found = levels.find_strip(actor.acting_unit, clock.today())
    return {"level": found, "unit_id": actor.acting_unit.id} if found is not None else {}


def _menu(actor: Any, path: str) -> list[dict[str, Any]]:
    today = {"title": _("今日"), "url": reverse("web:today"), "icon": "home", "step": ""}
    items = [today]
    for module in pages.modules():
        step = STEPS.get(module.name.rpartition(".")[0], "")
        for item in sorted(module.navigation, key=lambda one: one.order):
            if any(item.level in ("", grant.unit.level) for grant in actor.grants_for(item.permission)):
                entry = {"title": _(item.title), "url": reverse(item.url_name), "icon": item.icon, "step": _(step)}
                items.append(entry)
    order = {_(step): place for place, step in enumerate(["", *STEPS.values()])}
    items.sort(key=lambda entry: order.get(entry["step"], 0))
    # Of entries whose addresses begin alike (/roster/, /roster/imports/) the longest is meant.
    here = max((entry["url"] for entry in items if path.startswith(entry["url"])), key=len, default="")
    return [{**entry, "active": entry["url"] == here} for entry in items]


def phone_bar(path: str) -> list[dict[str, Any]]:
    """Give the bar at the bottom of a phone's pages."""
    entries = [
        (_("今日"), reverse("web:today"), "home"),
        (_("任务"), reverse("tasks:list"), "list-check"),
        (_("通知"), reverse("notify:list"), "bell"),
        (_("我的"), reverse("accounts:me"), "user"),
    ]
    return [{"title": title, "url": url, "icon": icon, "active": path.startswith(url)} for title, url, icon in entries]
