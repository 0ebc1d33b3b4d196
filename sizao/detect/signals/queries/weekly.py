"""How many signals were raised week by week in a unit and all below: the trend beside a register of risks."""

import datetime as dt

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from sizao.core import clock
from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.detect.signals.models import Signal
from sizao.detect.signals.queries.outcomes import TRUE
from sizao.prepare.risks.queries import Week


def count_weekly(actor: Actor, unit: UnitRef, now: dt.datetime, weeks: int) -> list[Week]:
    """Count the signals raised in each of the last weeks, this one included, oldest first; one query."""
    today = clock.school_date(now)
    latest = today - dt.timedelta(days=today.weekday())
    first = latest - dt.timedelta(weeks=weeks - 1)
    column = AREA_COLUMNS.get(unit.level, "school_id")
    rows = Signal.objects.visible_to(actor).filter(
        **{column: unit.id if unit.level in AREA_COLUMNS else unit.key}, detected_at__gte=clock.at(first, dt.time())
    )
    counted = rows.annotate(week=TruncWeek("detected_at", tzinfo=now.tzinfo)).values("week")
    found = {
        one["week"].date(): one
        for one in counted.annotate(raised=Count("id"), confirmed=Count("id", filter=Q(state__in=TRUE)))
    }
    days = (first + dt.timedelta(weeks=number) for number in range(weeks))
    return [Week(day, *((one["raised"], one["confirmed"]) if (one := found.get(day)) else (0, 0))) for day in days]
