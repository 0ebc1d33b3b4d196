"""What pages show of the tour: a card that offers it, and while it runs a bar over every page."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.demo.tour import progress as kept
from sizao.demo.tour.progress import Progress
from sizao.demo.tour.steps import STEPS, Player, list_players
from sizao.registry.accounts import queries as accounts

PARTS = {"head": "demo/_tour_head.html", "card": "demo/_tour_card.html", "bar": "demo/_tour_bar.html"}


def tour(request: HttpRequest) -> dict[str, Any]:
    """Give every page its part of the tour; nothing outside a demo."""
    if not clock.is_shifted():
        return {}
    progress = kept.read(request)
    running = progress is not None and progress.is_running
    shown: dict[str, Any] = {**PARTS, "is_running": running, "is_begun": progress is not None and not progress.is_over}
    if running:
        actor = getattr(request, "actor", None)
        shown["now"] = SimpleLazyObject(lambda: bar_of(progress, actor, path=request.path, now=clock.now()))
    return {"tour": shown}


def bar_of(progress: Progress, actor: Actor | None, *, path: str, now: dt.datetime) -> dict[str, Any]:
    """Give the step at hand: whose it is, whether it is done, and who goes on."""
    players = list_players()
    step, player = STEPS[progress.place], players[progress.place]
    is_own = actor is not None and player is not None and _is(actor, player)
    following = progress.place + 1
    return {
        "number": following, "count": len(STEPS), "title": _(step.title), "text": _(step.text), "player": player,
        "place": progress.place, "is_own": is_own, "path": path,
        "is_done": progress.done[progress.place] or (is_own and step.is_done(actor, path, now)),
        "next_place": following, "next_player": players[following] if following < len(STEPS) else None,
    }  # fmt: skip


def _is(actor: Actor, player: Player) -> bool:
    return actor.user_id is not None and accounts.get_own(actor).username == player.username


def lines_of(progress: Progress | None) -> list[dict[str, Any]]:
    """List all steps with their state."""
    players = list_players()
    return [
        {
            "place": place, "number": place + 1, "title": _(step.title), "text": _(step.text), "player": players[place],
            "is_done": progress is not None and progress.done[place],
            "is_now": progress is not None and progress.place == place,
        }
        for place, step in enumerate(STEPS)
    ]  # fmt: skip
