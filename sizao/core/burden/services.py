"""Measure entries: a stamp leaves with the form, comes back with the entry, and only a count is kept."""

import datetime as dt
import logging
import threading
from collections.abc import Mapping

from django.core import signing
from django.db import connection

from sizao.core import clock
from sizao.core.actor import UnitRef
from sizao.core.burden import rules

log = logging.getLogger("sizao.burden")

SALT = "burden"
# Counts wait so long in a process before they are written; what a crash loses is missed by nobody.
FLUSH_SECONDS = 10

ADD = """
INSERT INTO core_burden AS c (school_id, week, ask, role, counts)
SELECT g.school_id, g.week, g.ask, g.role, string_to_array(g.counts, ',')::int[]
FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[]) AS g(school_id, week, ask, role, counts)
ORDER BY 1, 2, 3, 4
ON CONFLICT (school_id, week, ask, role) DO UPDATE SET counts = (
  SELECT array_agg(o.n + e.n ORDER BY o.band) FROM unnest(c.counts) WITH ORDINALITY AS o(n, band)
  JOIN unnest(excluded.counts) WITH ORDINALITY AS e(n, band) ON e.band = o.band)
"""

# A unit (a school, or an office for what was entered below it), a week, a form, a role.
Place = tuple[int, dt.date, str, str]


def stamp(ask: str, unit: UnitRef, *, now: dt.datetime) -> str:
    """Write what a form carries to say which form it is, where, and when the server gave it out; signed, no person."""
    return signing.dumps([ask, _line(unit), round(now.timestamp(), 1)], salt=SALT, compress=False)


def _line(unit: UnitRef) -> list[int]:
    """Give the unit's school and the offices above it, from the top."""
    chain = [int(part) for part in unit.territory_path.strip("/").split("/")]
    return chain[: chain.index(unit.school_id) + 1] if unit.school_id in chain else chain


def note(stamped: str, *, role: str, now: dt.datetime) -> None:
    """Count one entry by the stamp that came back with it; a stamp that is not ours or too old counts nothing.

    Inside an open transaction it is written with it, else within `FLUSH_SECONDS`.
    """
    try:
        ask, line, opened_at = signing.loads(stamped, salt=SALT)
    except signing.BadSignature:
        return
    seconds = now.timestamp() - opened_at
    if not 0 <= seconds <= rules.OLDEST_STAMP_SECONDS:
        return
    counts = tuple(int(band == rules.band_of(seconds)) for band in range(len(rules.EDGES)))
    week = rules.week_of(clock.school_date(now))
    found = {(unit_id, week, ask[:60], role[:40]): counts for unit_id in line}
    if connection.in_atomic_block:
        add(found)
    else:
        _waiting.put(found)


def add(found: Mapping[Place, tuple[int, ...]]) -> None:
    """Add counts to what is kept, in one statement."""
    if not found:
        return
    columns = [list(column) for column in zip(*found, strict=True)]
    counts = [",".join(map(str, one)) for one in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [*columns, counts])


class _Waiting:
    """Counts of this process that are not written yet, so that no entry waits for a row that all schools share."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._found: dict[Place, tuple[int, ...]] = {}

    def put(self, found: Mapping[Place, tuple[int, ...]]) -> None:
        """Add counts; the first ones set the timer."""
        with self._guard:
            is_first = not self._found
            for place, counts in found.items():
                self._found[place] = rules.plus(self._found.get(place, rules.NO_COUNTS), counts)
        if is_first:
            timer = threading.Timer(FLUSH_SECONDS, self.flush)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Write what waits; what cannot be written is dropped, statistics hold up nobody."""
        with self._guard:
            found, self._found = self._found, {}
        try:
            add(found)
        except Exception:
            log.exception("counts of %s entries were lost", sum(map(sum, found.values())))
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()


_waiting = _Waiting()


def flush() -> None:
    """Write what this process still holds."""
    _waiting.flush()
