"""Who meets what at transfers: the two schools, each its own side of it."""

from sizao.registry.transfers import services
from tests.access.rules import holders, row
from tests.access.world import JOB, Sample, World


def _reads(actor, unit) -> bool:
    """Whoever changes a person has to be one who may read them."""
    return actor.may("roster.view", unit)


def _transfer(world: World, unit, before: int = 0) -> Sample:
    """Let another school's pupil ask to come to this one."""
    sender = world.cast.neighbor_school if unit.id == world.cast.school.id else world.cast.school
    person = sender.classes[0].people[(5 if unit.id == world.cast.foreign_school.id else 6) - before]
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


def _pupil(world: World, unit) -> Sample:
    target = world.cast.neighbor_school if unit.id == world.cast.school.id else world.cast.school
    person = world.first_group(unit).people[3]
    return Sample(body={"school_id": unit.id, "person_id": str(person), "to_school_id": target.id})


def _accepted(world: World, unit) -> Sample:
    school_id, transfer_id = _transfer(world, unit, 2).values["key"].split("~")
    body = {"group_id": world.first_group(unit).id, "moved_on": str(world.day)}
    return Sample({"school_id": int(school_id), "transfer_id": transfer_id}, body=body)


ROUTES = {
    "transfers:ask": row("person", "roster.edit").but(when=_reads),
    "transfers:home": holders("roster.edit"),
    # The school that asked reads; what it decides is not found.
    "transfers:transfer": row("transfer", "roster.edit", at="school").but(when=_keeps, opens=_sends, also=(404,)),
    "transfers:withdraw": row("transfer", "roster.edit", at="school").but(when=_never, opens=_sends),
    "api:transfers_list_transfers": row("transfers of a school", "roster.edit", at="school").but(when=_keeps),
    "api:transfers_request_transfer": row("pupil to go", "roster.edit", at="school").but(in_school=True),
    # The school that asked knows of it, and is told that the other one decides.
    "api:transfers_accept_transfer": row("transfer to accept", "roster.edit", at="school").but(
        when=_keeps, opens=_sends, also=(403,)
    ),
}

SAMPLES = {
    "transfer": _transfer,
    "transfers of a school": lambda world, unit: Sample(query={"school_id": unit.id, "direction": "COMING"}),
    "pupil to go": _pupil,
    "transfer to accept": _accepted,
}
