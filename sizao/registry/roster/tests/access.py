"""Who meets what at the roster: people are read inside their school alone."""

import datetime as dt

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


def _transfer(world: World, unit) -> Sample:
    """Let another school's pupil ask to come to this one."""
    sender = world.cast.neighbor_school if unit.id == world.cast.school.id else world.cast.school
    person = sender.classes[0].people[5 if unit.id == world.cast.foreign_school.id else 6]
    key = services.request_transfer(
        actor=JOB, now=world.now, school_id=sender.id, person_id=person, to_school_id=unit.id
    )  # fmt: skip
    return Sample({"key": str(key)})


def _tag(world: World, unit) -> Sample | None:
    tag = services.NewTag(world.group(unit).people[0], "CONTACT", ("FOLLOW_UP",), world.day + dt.timedelta(days=9))
    made = services.set_tags(actor=JOB, now=world.now, school_id=unit.school_id, tags=[tag])
    return Sample({"key": f"{unit.school_id}~{made[0]}"})


def _keeps(actor, unit) -> bool:
    """Only a post in the school itself decides."""
    return unit.id in actor.held_in("roster.edit")


def _sends(actor, unit) -> bool:
    """The school that asked follows what became of it: the cast's for both others, the neighbor for the cast's."""
    own = actor.held_in("roster.edit")
    names = {"育英小学"} if unit.name != "育英小学" else {"东风小学"}
    return any(grant.unit.id in own and grant.unit.name in names for grant in actor.grants_for("roster.edit"))


def _never(actor, unit) -> bool:
    """The school that is asked refuses; it takes nothing back."""
    return False


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
    "roster:ask_transfer": EDITED,
    "roster:transfers": holders("roster.edit"),
    # The school that asked reads; what it decides is not found.
    "roster:transfer": row("transfer", "roster.edit", at="school").but(when=_keeps, opens=_sends, also=(404,)),
    "roster:withdraw_transfer": row("transfer", "roster.edit", at="school").but(when=_never, opens=_sends),
    "roster:tags": holders("roster.view_tags", "roster.count_tags"),
    "roster:new_tag": row("person", "roster.set_tags").but(when=_reads),
    "roster:tag": row("tag", "roster.set_tags").but(when=_reads),
    "roster:lift_tag": row("tag", "roster.set_tags").but(when=_reads),
    "api:roster_list_people": group("roster.view"),
}

SAMPLES = {
    "person": _person,
    "asked person": _asked,
    "guardian": _guardian,
    "transfer": _transfer,
    "tag": _tag,
}
