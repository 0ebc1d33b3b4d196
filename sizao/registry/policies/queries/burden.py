"""What a change of sessions costs those who report, before it is switched on."""

import datetime as dt
from collections.abc import Mapping

from sizao.core.actor import unit_by_id, units_by_id
from sizao.core.burden import queries as burden
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies.queries.plans import _plan, _read, chain_of
from sizao.registry.policies.rules import Session, Value


def estimate_slots(unit_id: int, proposed: Mapping[str, Value], day: dt.date) -> burden.Change:
    """Estimate what an ordinary school day costs the groups at and below a unit, now and with proposed values.

    proposed: policy values by key (`checks.sessions.day_pupil`: {"MORNING", "NOON"}) as if the unit had set them.
    Units below keep what they have set. Every class of a school with boarders counts as one with boarders.
    raises: NotVisible.
    """
    unit, found = unit_by_id(unit_id), _read(day)
    paths = {ref.territory_path for ref in units_by_id(found.unit_ids).values()}
    paths = {unit.territory_path, *(path for path in paths if path.startswith(unit.territory_path))}
    groups = orgs.count_reporting(sorted(paths), day)
    line = chain_of(unit.territory_path)
    loads = []
    for values in ({}, proposed):
        found.values[unit_id] = {**found.values.get(unit_id, {}), **values}
        held = {path: _plan(path, chain_of(path), found, day).values for path in paths}
        asked = {f"checks.{one}": sum(g.count for g in groups if _asks(held[g.path], one, g)) for one in Session}
        reporting = sum(g.count for g in groups if any(_asks(held[g.path], one, g) for one in Session))
        loads.append(burden.load_of(asked, line, day=day, groups=reporting))
    return burden.Change(*loads)


def _asks(values: Mapping[str, object], session: str, group: orgs.ReportingGroups) -> bool:
    """Tell whether a session asks a group on a school day, as the opening of slots does."""
    if group.is_kindergarten:
        return session in values["checks.sessions.kindergarten"]
    is_for_boarders = group.has_boarders and session in values["checks.sessions.boarder"]
    return is_for_boarders or session in values["checks.sessions.day_pupil"]
