"""Who meets what at concerns: everybody of a school tells, its doctor and health teacher judge, its head counts."""

from sizao.core.actor import Actor, UnitRef
from sizao.core.ids import new_id
from sizao.detect.concerns import services
from sizao.detect.concerns.rules import NewConcern
from tests.access.rules import holders, row, school
from tests.access.world import Sample, World

# Someone with a post of their own in each school.
TELLERS = ("teacher", "neighbor", "foreign")


def _new(world: World, unit: UnitRef) -> NewConcern:
    return NewConcern(new_id(world.now), unit.id, "PERSON", ("COUGH",), world.day, name_words="曹轩")


def _concern(world: World, unit: UnitRef) -> Sample:
    who = next(one for one in TELLERS if world.actors[one].grants[0].unit.school_id == unit.id)
    return Sample({"key": str(services.send_concern(actor=world.actors[who], now=world.now, new=_new(world, unit)))})


def _told(world: World, unit: UnitRef) -> Sample:
    """Say something of a school as a program does."""
    body = {
        "id": str(new_id(world.now)), "school_id": unit.id, "about": "PERSON", "signs": ["COUGH"],
        "seen_on": str(world.day), "name_words": "曹轩",
    }  # fmt: skip
    return Sample(body=body)


def _queue(world: World, unit: UnitRef) -> Sample:
    return Sample(query={"school_id": unit.id})


def _is_inside(actor: Actor, unit: UnitRef) -> bool:
    """Whoever has a post anywhere in the school may tell it something."""
    return any(grant.unit.school_id == unit.id for grant in actor.grants_for("concerns.report"))


JUDGED = row("concern", "concerns.triage", at="school")

ROUTES = {
    "concerns:mine": holders("concerns.report"),
    "concerns:new": holders("concerns.report"),
    "concerns:home": holders("concerns.watch"),
    "concerns:queue": school("concerns.watch"),
    "concerns:concern": JUDGED,
    "concerns:take": JUDGED,
    # Buttons that send an id answer 404 to an empty form, as to an id that is not one's to know.
    "concerns:match": JUDGED.but(also=(404,)),
    "concerns:recall": JUDGED,
    "concerns:merge": JUDGED.but(also=(404,)),
    "concerns:ask": JUDGED,
    "concerns:close": JUDGED,
    "concerns:reopen": JUDGED,
    "concerns:name": JUDGED,
    "concerns:sender": row("concern", "concerns.reveal_sender", at="school"),
    "api:concerns_send_concern": row("something told", "concerns.report", at="school").but(opens=_is_inside),
    "api:concerns_list_concerns": row("queue of concerns", "concerns.triage", at="school"),
}

SAMPLES = {"concern": _concern, "something told": _told, "queue of concerns": _queue}
