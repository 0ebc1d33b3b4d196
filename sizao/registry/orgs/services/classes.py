"""Make the grades and classes of a whole school at once; what is already there is left alone."""

import datetime as dt
from collections.abc import Mapping

from sizao.core import clock, usecase
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import SizaoError
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.rules import CLASSES_A_GRADE, Level
from sizao.registry.orgs.services.creating import NewUnit, create_units


class NothingToAdd(SizaoError):
    """All the wanted classes exist, or none was wanted."""

    code = "nothing_to_add"
    message = "没有要新建的班级"
    http_status = 422


@use_case("orgs.classes.generated", permission="orgs.edit", on="unit_id")
def generate_classes(
    *, actor: Actor, now: dt.datetime, unit_id: int, counts: Mapping[int, int], primary_years: int = 6
) -> list[UnitRef]:
    """Make the missing grades and classes of a school or campus; asked twice, the second time finds nothing to do.

    raises: NothingToAdd.
    """
    rows = Unit.objects.whole_tree(reason="the very unit for which the right was asked")
    unit = rows.select_for_update().get(id=unit_id)
    day = clock.school_date(now)
    previews = [one for one in queries.preview_classes(unit, counts, day=day, primary_years=primary_years) if one.added]
    if not previews:
        raise NothingToAdd()
    missing = [one.plan for one in previews if not one.exists]
    if missing:
        grades = [NewUnit("GRADE", one.name, unit.id, position=one.place, valid_from=day) for one in missing]
        create_units(actor=actor, now=now, units=grades)
    known = Unit.objects.whole_tree(reason="grades of the very unit").filter(
        parent_id=unit.id, level=Level.GRADE, valid_to__isnull=True
    )
    grade_ids = dict(known.values_list("name", "id"))
    made = create_units(
        actor=actor,
        now=now,
        units=[
            NewUnit(
                "CLASS", name, grade_ids[one.plan.name], entry_year=one.plan.entry_year, class_number=number,
                position=one.plan.place * CLASSES_A_GRADE + number, valid_from=day,
            )
            for one in previews for number, name in one.added
        ],
    )  # fmt: skip
    usecase.touch(school_id=unit.school_id, kind="orgs.unit", id=unit.id, fields=("classes",))
    return made
