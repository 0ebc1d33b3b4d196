"""What rules and detectors were worth: how many of their signals proved true when somebody looked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from sizao.core.actor import Actor
from sizao.detect.signals.models import Signal
from sizao.detect.signals.rules import WORTH_DAYS, Origin

TRUE = ("CONFIRMED", "HANDED")


@dataclass(frozen=True, slots=True)
class Worth:
    """Signals of one rule or detector by outcome; what closed by itself or was revoked was decided by nobody."""

    origin: str
    rule: str
    true: int
    dismissed: int
    waiting: int
    undecided: int

    @property
    def decided(self) -> int:
        return self.true + self.dismissed


def list_worth(actor: Actor, now: dt.datetime) -> list[Worth]:
    """Count the outcomes of the last year in a jurisdiction by rule, the most decided first; one query.

    raises: Forbidden.
    """
    actor.require("signals.view_worth")
    rows = Signal.objects.visible_to(actor, "signals.view_worth").filter(
        detected_at__gte=now - dt.timedelta(days=WORTH_DAYS)
    )
    counted = rows.values("origin", "rule").annotate(
        true=Count("id", filter=Q(state__in=TRUE)), dismissed=Count("id", filter=Q(state="DISMISSED")),
        waiting=Count("id", filter=Q(state__in=("NEW", "VERIFYING"))),
        undecided=Count("id", filter=Q(state="REVOKED")),
    )  # fmt: skip
    found = [Worth(**row) for row in counted]
    return sorted(found, key=lambda one: (one.origin != Origin.RULE, -one.decided, one.rule))
