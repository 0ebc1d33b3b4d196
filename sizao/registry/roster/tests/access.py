"""Who meets what at the roster: people are read inside their school alone."""

from sizao.registry.roster import services
from tests.access.rules import group, holders, row, school
from tests.access.world import JOB, Sample, World


def _reads(actor, unit) -> bool:
    """Whoever changes a person has to be one who may read them."""
    return actor.may("roster.view", unit)


def _person(world: World, unit) -> Sample:
    return Sample({"key": f"{unit.school_id}~{world.group(unit).people[0]}"})


def _asked(world: World, unit) -> Sample:
    asked = f"{unit.school_id}~{world.group(unit).people[0]}"
    return Sample(query={"person": asked}, body={"person": asked})


def _guardian(world: World, unit) -> Sample | None:
    group = world.group(unit)
    if group.is_department:
        return None
    edit = services.GuardianEdit(group.people[0], "安女士", "MOTHER")
    guardian_id = services.save_guardian(actor=JOB, now=world.now, school_id=unit.school_id, edit=edit)
    return Sample({"key": f"{unit.school_id}~{group.people[0]}", "guardian_id": guardian_id})


PERSON = row("person", "roster.view")
EDITED = row("person", "roster.edit").but(when=_reads)


ROUTES = {
    "roster:reveal": row("asked person", "roster.reveal"),
    "roster:home": holders("roster.overview"),
    "roster:class": group("roster.view"),
    "roster:new": school("roster.edit").but(when=_reads),
    "roster:person": PERSON,
    "roster:edit": EDITED,
    "roster:move": EDITED,
    "roster:leave": EDITED,
    "roster:new_guardian": EDITED,
    "roster:guardian": row("guardian", "roster.edit").but(when=_reads),
    "roster:remove_guardian": row("guardian", "roster.edit").but(when=_reads),
    "roster:export": school("roster.export"),
    "api:roster_list_people": group("roster.view"),
}

SAMPLES = {
    "person": _person,
    "asked person": _asked,
    "guardian": _guardian,
}
