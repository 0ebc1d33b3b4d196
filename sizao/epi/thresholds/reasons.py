"""Why a rule fired, why now, and why another did not: codes with parameters, worded by the page.

The README lists every code with its parameters.
"""

import datetime as dt
from collections.abc import Iterable

from sizao.epi.thresholds.counting import LineList
from sizao.epi.thresholds.hits import Reason
from sizao.epi.thresholds.lines import Key, local_day
from sizao.epi.thresholds.rules import Rule, Status
from sizao.epi.thresholds.settings import Settings
from sizao.epi.thresholds.windows import Met


def why_fired(rule: Rule, met: Met, line_list: LineList, settings: Settings, *, now: dt.datetime) -> tuple[Reason, ...]:
    """Say what was met, by whom, what decided it now, and what is doubtful about it."""
    found = [_what_was_met(rule, met, settings)]
    inside = [line_list.episodes[key] for key in sorted(met.keys) if key in line_list.episodes]
    deciding = [one for one in inside if one.saved_at == now]
    if deciding:
        found.append(Reason("DECIDED_BY", {"persons": [one.person for one in deciding], "at": now.isoformat()}))
    late = (local_day(now) - met.end).days
    if late > 0:
        found.append(Reason("LATE_ENTRY", {"crossing_date": met.end.isoformat(), "days": late}))
    for code in sorted({doubt for one in inside for doubt in one.doubts}):
        found.append(Reason(code, {"persons": [one.person for one in inside if code in one.doubts]}))
    if rule.deadline is not None and rule.deadline.hours is not None:
        params: dict[str, object] = {"hours": rule.deadline.hours, "is_official": rule.deadline.is_official}
        found.append(Reason("CLOCK", params))
    return tuple(found)


def _what_was_met(rule: Rule, met: Met, settings: Settings) -> Reason:
    condition = rule.condition
    params: dict[str, object] = {
        "count": met.count,
        "needed": condition.at_least if condition else None,
        "percent": condition.percent if condition else None,
        "start": met.start.isoformat(),
        "end": met.end.isoformat(),
        "days": rule.window.days,
        "basis": settings.count_basis.value,
        "day_mode": settings.day_mode.value if rule.window.follows_day_mode else None,
    }
    if met.how is not None:
        return Reason("MET_BY_ALTERNATIVE", params | {"of": met.how.value})
    return Reason("MET", params)


def why_revoked(rule: Rule, line_list: LineList, left: Iterable[Key]) -> tuple[Reason, ...]:
    """Name those who left the count, and how."""
    found: dict[str, list[str]] = {}
    for key in left:
        episode = line_list.episodes.get(key)
        if episode is None:
            code = "DECLARATION_WITHDRAWN"
        elif episode.is_out:
            code = "EXCLUDED" if episode.status is Status.EXCLUDED else "WITHDRAWN"
        else:
            code = "RECLASSIFIED"
        found.setdefault(code, []).append(key[0])
    needed = rule.condition.at_least if rule.condition else None
    return (
        Reason("BELOW_THRESHOLD", {"needed": needed}),
        *(Reason(code, {"persons": persons}) for code, persons in sorted(found.items())),
    )
