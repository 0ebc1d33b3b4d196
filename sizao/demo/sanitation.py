"""Let keepers record disinfection, ventilation and key checks in the demo: most as planned, a few not, some nothing."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.demo.history import World
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene import services as hygiene
from sizao.prepare.hygiene.services import Said

# When keepers tap, and how often nobody does or something is not as planned.
DORMS_AT, OTHERS_AT = dt.time(7, 40), dt.time(7, 50)
MISSING_SHARE, EXCEPTION_SHARE = 0.08, 0.05


def record_day(world: World, day: dt.date, *, until: dt.datetime) -> int:
    """Record one day until a moment, school by school.

    returns: number of places and checkpoints recorded.
    """
    if until < clock.at(day, OTHERS_AT):
        return 0
    made = 0
    for dorm in world.dorms:
        at = clock.at(day, DORMS_AT)
        keeper = world.actors[dorm.unit_id]
        if world.rng.random() >= MISSING_SHARE and _is_due(keeper, dorm.key, day):
            made += hygiene.record_below(actor=keeper, now=at, key=dorm.key).made
    for school in world.schools:
        made += _record_others(world, world.leaders[school.id], school.id, day)
    return made


def _is_due(keeper: Actor, key: Key, day: dt.date) -> bool:
    rows = queries.list_rows(keeper, school_id=key.school_id, days=[day], permission="hygiene.record")
    return any(one.site.is_in(key.id) for one in rows)


def _record_others(world: World, leader: Actor, school_id: int, day: dt.date) -> int:
    """Record what the departments of dormitories do not run."""
    dorms = {one.unit_id for one in world.dorms}
    made = 0
    for row in queries.list_rows(leader, school_id=school_id, days=[day], permission="hygiene.record"):
        if row.site.unit_id in dorms or not row.cells[day].is_due or world.rng.random() < MISSING_SHARE:
            continue
        said = Said()
        if world.rng.random() < EXCEPTION_SHARE:
            note = world.rng.choice(["消毒液用完，领到后下午补做", "下雨没有开窗，开了换气扇", "考试占用，放学后补做"])
            said = Said(queries.Result.EXCEPTION, (), note)
        hygiene.record(actor=leader, now=clock.at(day, OTHERS_AT), key=Key(school_id, row.id), said=said)
        made += 1
    return made
