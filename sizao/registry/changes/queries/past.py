"""What units were called and where they stood on a past day."""

import datetime as dt
from dataclasses import replace

from sizao.core.actor import UnitRef, unit_by_id, units_by_id
from sizao.registry.changes.models import PastUnit


def unit_on(unit_id: int, day: dt.date) -> UnitRef:
    """Give a unit as it was on a day: its name then, and the paths by which rights on that day's records are asked.

    Two queries. raises: NotVisible.
    """
    return places_of(unit_id, day, day)[0][1]


def places_of(unit_id: int, first: dt.date, until: dt.date) -> list[tuple[dt.date, UnitRef]]:
    """Give a unit as it was during [first, until], each time from a day on, oldest first; two queries.

    raises: NotVisible.
    """
    unit = unit_by_id(unit_id)
    rows = PastUnit.objects.whole_tree(reason="where the very unit stood")
    past = list(rows.filter(unit_id=unit.key, valid_to__gt=first).order_by("valid_to"))
    starts = [first, *(one.valid_to for one in past if one.valid_to <= until)]
    return [(day, _as_it_was(unit, next((one for one in past if one.valid_to > day), None))) for day in starts]


def _as_it_was(unit: UnitRef, past: PastUnit | None) -> UnitRef:
    if past is None:
        return unit
    if unit.id == past.unit_id:
        return replace(
            unit, name=past.name, authority_path=past.authority_path, territory_path=past.territory_path
        )  # fmt: skip
    school = unit_by_id(unit.key)
    return replace(
        unit,
        authority_path=past.authority_path + unit.authority_path.removeprefix(school.authority_path),
        territory_path=past.territory_path + unit.territory_path.removeprefix(school.territory_path),
    )


def list_past(unit_id: int) -> list[dict[str, object]]:
    """List what an opened unit was before, latest first: names, codes, and the unit above it then."""
    rows = PastUnit.objects.whole_tree(reason="the history of a unit that was opened for the reader")
    found = list(rows.filter(unit_id=unit_id).order_by("-valid_to"))
    above = {row.id: _above(row) for row in found}
    names = units_by_id({one for one in above.values() if one is not None})
    return [{"row": row, "above": names[above[row.id]].name if above[row.id] in names else ""} for row in found]


def _above(row: PastUnit) -> int | None:
    parts = row.territory_path.strip("/").split("/")
    return int(parts[-2]) if len(parts) > 1 else None
