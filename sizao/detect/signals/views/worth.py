"""How many signals of each rule and detector proved true."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.http import signed_in
from sizao.core.words import percent
from sizao.detect.rulebook import queries as rulebook
from sizao.detect.signals import queries
from sizao.detect.signals.rules import WORTH_DAYS, Origin
from sizao.detect.signals.views.statistics import name_of
from sizao.detect.signals.views.wording import rule_words
from sizao.epi.thresholds import Rule


@require_safe
def worth(request: HttpRequest) -> HttpResponse:
    """Show the measured positive predictive value by rule and by detector."""
    found = queries.list_worth(signed_in(request), clock.now())
    rules = rulebook.find_rules({one.rule for one in found if one.origin == Origin.RULE})
    plans = [
        {"title": _("规则信号"), "rows": [_row(one, rules) for one in found if one.origin == Origin.RULE]},
        {"title": _("统计信号"), "rows": [_row(one, rules) for one in found if one.origin == Origin.STATISTIC]},
    ]
    return render(request, "signals/worth.html", {"plans": plans, "days": WORTH_DAYS, "is_empty": not found})


def _row(one: queries.Worth, rules: dict[str, Rule]) -> dict[str, Any]:
    rule = rules.get(one.rule)
    return {
        "code": one.rule, "name": name_of(one.rule), "words": rule_words(rule) if rule is not None else "",
        "share": percent(one.true, one.decided),
        "waiting": one.waiting, "undecided": one.undecided, "dismissed": one.dismissed,
    }  # fmt: skip
