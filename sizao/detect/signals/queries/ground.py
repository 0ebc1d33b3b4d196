"""What the engine goes on from: the signals so far, and rules by their ids; for the machine."""

import datetime as dt
from collections.abc import Collection

from sizao.detect.rulebook import queries as rulebook
from sizao.detect.signals.models import Memory
from sizao.epi import thresholds


def recall(schools: Collection[int], *, since: dt.datetime) -> dict[int, list[thresholds.Signal]]:
    """Give the signals of schools in the order of their firing, as the engine left them."""
    found: dict[int, list[thresholds.Signal]] = {}
    rows = Memory.objects.whole_tree(reason="the machine judges all schools").filter(
        school_id__in=list(schools), detected_at__gte=since
    )
    for row in rows.order_by("detected_at", "place", "id"):
        found.setdefault(row.school_id, []).append(row.signal)
    return found


def find_rule(rule_id: str) -> thresholds.Rule | None:
    """Give a rule by its id, one that ships or a unit's own; None when it is gone."""
    return rulebook.find_rules([rule_id]).get(rule_id)
