"""Keep what statistics found: raise what stands out, join what is known already, close what is gone."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from django.db.models import Q

from sizao.core import clock, usecase
from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.ids import new_id
from sizao.core.looped import move_many, start_many
from sizao.core.usecase import use_case
from sizao.detect.signals import queries
from sizao.detect.signals.facts import SignalRaised
from sizao.detect.signals.models import Series, Signal, Step
from sizao.detect.signals.rules import (
    JOINING_DAYS,
    QUIET_SCHOOL_DAYS,
    SILENT_DAYS,
    STATISTIC_KIND,
    Origin,
)
from sizao.detect.signals.services.judging import key_of
from sizao.epi.detection.county_days import CLASS, GRADE
from sizao.epi.thresholds import Scope
from sizao.registry.orgs import queries as orgs

OPEN, TRUE = queries.OPEN, ("CONFIRMED", "HANDED")
# Rule signals of these units hold for every class of the school.
WHOLE = (Scope.INSTITUTION.value, Scope.CAMPUS.value, Scope.SITE.value)
SHOWN_DAYS = 40
GONE = "超出平时的部分已消失，无人处理，自动撤销"


@use_case("signals.statistics.judged", permission="signals.judge")
def record_statistics(
    *, actor: Actor, now: dt.datetime, area_id: int, found: Sequence[queries.Excess], dates: Sequence[dt.date]
) -> int:
    """Raise what stands out in an area on the last of `dates`, its school days; join what is known, close what is gone.

    A second run with the same findings changes nothing. returns: number of signals raised, joined or closed.
    """
    area = unit_by_id(area_id)
    standing = _standing(actor, area, now)
    events = _rule_events(actor, found)
    fresh = [one for one in found if one.place not in standing]
    known = [(standing[one.place], one) for one in found if one.place in standing]
    changed = _raise(fresh, events, dates, actor, now)
    changed += _join([pair for pair in known if pair[0].state != "DISMISSED"], events, dates, now)
    seen = {one.place for one in found}
    changed += _close([row for place, row in standing.items() if place not in seen], dates, actor, now)
    if not changed:
        usecase.unrecorded("nothing stood out")
    return changed


def _standing(actor: Actor, area: UnitRef, now: dt.datetime) -> dict[tuple[str, str, str], Signal]:
    """Give the statistical signals of an area that take in a repeat, by place and group.

    A county's are all in it; a city's or a province's own alone.
    """
    is_fresh = Q(state__in=TRUE, updated_at__gte=now - dt.timedelta(days=JOINING_DAYS))
    is_silenced = Q(state="DISMISSED", state_since__gte=now - dt.timedelta(days=SILENT_DAYS))
    rows = Signal.objects.visible_to(actor).filter(origin=Origin.STATISTIC)
    rows = rows.filter(**({"county_id": area.id} if area.level == "COUNTY" else {"school_id": area.id}))
    rows = rows.filter(Q(state__in=OPEN) | is_fresh | is_silenced).order_by("detected_at")
    return {(row.unit_scope, row.unit_code, row.labels[0]): row for row in rows.select_for_update(of=("self",))}


def _rule_events(actor: Actor, found: Sequence[queries.Excess]) -> list[Signal]:
    """List the rule signals that are open in the schools of findings, first detected first."""
    rows = Signal.objects.visible_to(actor).filter(origin=Origin.RULE, closed_at=None, revoked_at=None)
    rows = rows.filter(school_id__in={one.school_id for one in found}, state__in=(*OPEN, "CONFIRMED"))
    return list(rows.order_by("detected_at", "id")) if found else []


def _event_of(one: queries.Excess, rule_signals: Iterable[Signal]) -> str:
    """Find the rule's event at the same place, or over the whole school, with the same syndrome group."""
    for row in rule_signals:
        is_there = row.unit_code == str(one.unit_id) or row.unit_scope in WHOLE
        if row.school_id == one.school_id and one.label in row.labels and is_there:
            return str(row.event)
    return ""


def _raise(
    found: Sequence[queries.Excess], events: Sequence[Signal], dates: Sequence[dt.date], actor: Actor, now: dt.datetime
) -> int:
    """Insert new signals; those that join a rule's event are told to nobody a second time."""
    if not found:
        return 0
    areas = orgs.list_areas({one.school_id for one in found})
    rows = [_row(one, _event_of(one, events), dates, now, areas[one.school_id]) for one in found]
    start_many(rows, actor=actor, now=now)
    Signal.objects.bulk_create(rows, batch_size=1000)
    Series.objects.bulk_create([_series(row, one, dates) for row, one in zip(rows, found, strict=True)])
    usecase.touch_many([Touch(row.school_id, "signals.signal", str(row.id), ("state",)) for row in rows])
    usecase.announce(
        *(
            SignalRaised(row.school_id, row.id, row.rule, row.kind, row.unit_scope, row.unit_code, now)
            for row in rows
            if row.opens_event
        )
    )  # fmt: skip
    return len(rows)


def _row(one: queries.Excess, event: str, dates: Sequence[dt.date], now: dt.datetime, areas: dict) -> Signal:
    finding, (scope, code, label) = one.finding, one.place
    name = f"{STATISTIC_KIND}/{scope}/{code}/{label}/{dates[-1]}"
    if one.scope in AREA_COLUMNS:
        areas = {**areas, AREA_COLUMNS[one.scope]: one.school_id}
    return Signal(
        school_id=one.school_id, id=key_of(one.school_id, name), origin=Origin.STATISTIC, name=name,
        event=event or name, opens_event=not event, rule=finding.detector, kind=STATISTIC_KIND, unit_scope=scope,
        unit_code=code, group_id=one.unit_id if finding.level in (GRADE, CLASS) else None, labels=[label],
        case_count=finding.count, latest_count=finding.count, window_first=dates[-finding.span],
        window_last=dates[-1], crossing_date=dates[-1], detected_at=now, updated_at=now, visible_at=now, **areas,
    )  # fmt: skip


def _series(row: Signal, one: queries.Excess, dates: Sequence[dt.date]) -> Series:
    finding, last = one.finding, slice(-SHOWN_DAYS, None)
    series = finding.series
    return Series(
        school_id=row.school_id, id=row.id, days=list(dates[last]),
        counts=[None if math.isnan(value) else int(value) for value in series.count[last]],
        expected=[round(float(value), 3) for value in series.expected[last]],
        upper=[None if math.isnan(value) else float(value) for value in series.upper[last]],
        reported=[int(value) for value in series.reported[last]],
        enrolled=[int(value) for value in series.enrolled[last]],
        span=finding.span, expected_count=round(finding.expected, 3), p_value=finding.p_value,
        parts=one.parts,
    )  # fmt: skip


def _join(
    known: Sequence[tuple[Signal, queries.Excess]], events: Sequence[Signal], dates: Sequence[dt.date], now: dt.datetime
) -> int:
    """Let repeats join the signals that stand; with the same counts again, nothing is written but the day."""
    grown, steps = [], []
    for row, one in known:
        finding, event = one.finding, _event_of(one, events)
        is_grown = (row.latest_count, row.window_last) != (finding.count, dates[-1])
        if finding.count > row.latest_count:
            steps.append(Step(school_id=row.school_id, id=new_id(now), signal_id=row.id, step="UPDATE", at=now,
                              case_count=finding.count))  # fmt: skip
        row.latest_count, row.updated_at = finding.count, now
        row.window_first, row.window_last = dates[-finding.span], dates[-1]
        row.event = event or row.event
        if is_grown:
            grown.append((row, one))
    rows = [row for row, _ in known]
    fields = ["latest_count", "updated_at", "window_first", "window_last", "event"]
    every = "repeats join their signals"
    Signal.objects.whole_tree(reason=every).bulk_update(rows, fields, batch_size=500)
    Step.objects.bulk_create(steps)
    Series.objects.whole_tree(reason=every).filter(id__in=[row.id for row, _ in grown]).delete()
    Series.objects.bulk_create([_series(row, one, dates) for row, one in grown])
    usecase.touch_many([Touch(row.school_id, "signals.signal", str(row.id), ("latest_count",)) for row, _ in grown])
    return len(grown)


def _close(rows: Sequence[Signal], dates: Sequence[dt.date], actor: Actor, now: dt.datetime) -> int:
    """Revoke what nobody acted on and what has not been seen for some school days."""
    gone = [
        row
        for row in rows
        if row.state == "NEW"
        and sum(day > clock.school_date(row.updated_at) for day in dates) >= QUIET_SCHOOL_DAYS
    ]  # fmt: skip
    for row in gone:
        row.revoked_at = row.closed_at = now
    Signal.objects.whole_tree(reason="what is gone is closed").bulk_update(gone, ["revoked_at", "closed_at"])
    move_many(gone, "revoke", actor=actor, now=now, reason=GONE)
    usecase.touch_many([Touch(row.school_id, "signals.signal", str(row.id), ("state",)) for row in gone])
    return len(gone)
