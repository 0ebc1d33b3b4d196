"""Who meets what at transfers: the two schools, each its own side of it."""

from sizao.registry.transfers import services
from tests.access.rules import holders, row
from tests.access.world import JOB, Sample, World


def _reads(actor, unit) -> bool:
    """Whoever changes a person has to be one who may read them."""
    return actor.may("roster.view", unit)


def _transfer(world: World, unit) -> Sample:
    """Let another school's pupil ask to come to this one."""
    sender = world.cast.neighbor_school if unit.id == world.cast.school.id else world.cast.school
    person = sender.classes[0].people[5 if unit.id == world.cast.foreign_school.id else 6]
    key = services.request_transfer(
        actor=JOB, now=world.now, school_id=sender.id, person_id=person, to_school_id=unit.id
    )  # fmt: skip
    return Sample({"key": str(key)})


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


ROUTES = {
    "transfers:ask": row("person", "roster.edit").but(when=_reads),
    "transfers:home": holders("roster.edit"),
    # The school that asked reads; what it decides is not found.
    "transfers:transfer": row("transfer", "roster.edit", at="school").but(when=_keeps, opens=_sends, also=(404,)),
    "transfers:withdraw": row("transfer", "roster.edit", at="school").but(when=_never, opens=_sends),
}

SAMPLES = {"transfer": _transfer}
