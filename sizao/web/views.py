"""The day's home, help, and the pages for what is not there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sizao.core import clock, http, pages
from sizao.core.errors import NotVisible
from sizao.core.words import day_words, week_words
from sizao.web import offline


def today(request: HttpRequest) -> HttpResponse:
    """Show what is due for this actor today, made of the cards of all modules."""
    actor, now = http.signed_in(request), clock.now()
    day = clock.school_date(now)
    cards = pages.cards_for(actor=actor, now=now)
    if actor.has("accounts.grant"):
        cards.insert(0, offline.insecure_card())
    context = {
        "cards": [card for card in cards if card.place == "main"],
        "side_cards": [card for card in cards if card.place == "side"],
        "primary_card": next((card for card in cards if card.primary), None),
        "day": day,
        "day_words": day_words(day),
        "week_words": week_words(day),
    }
    return render(request, "today.html", context)


@http.public
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how the daily report works, in half a page."""
    return render(request, "help.html", {"title": _("帮助")})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown address like one outside the reader's jurisdiction."""
    return http.error_response(request, NotVisible())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure before any view could; without the database."""
    return http.failure_response(request, "")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that another page sent, or one whose token is too old."""
    return http.error_response(request, http.Forged())
