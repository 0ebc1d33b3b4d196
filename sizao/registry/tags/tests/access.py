"""Who meets what at tags: health staff set them, teachers read those of their class, offices count."""

import datetime as dt

from sizao.registry.tags import services
from tests.access.rules import holders, row
from tests.access.world import JOB, Sample, World


def _reads(actor, unit) -> bool:
    """Whoever changes a person has to be one who may read them."""
    return actor.may("roster.view", unit)


def _tag(world: World, unit, reason: str = "CONTACT") -> Sample:
    tag = services.NewTag(world.group(unit).people[0], reason, ("FOLLOW_UP",), world.day + dt.timedelta(days=9))
    made = services.set_tags(actor=JOB, now=world.now, school_id=unit.school_id, tags=[tag])
    return Sample({"key": f"{unit.school_id}~{made[0]}"})


def _lifted(world: World, unit) -> Sample:
    school_id, tag_id = _tag(world, unit, "RETURNEE").values["key"].split("~")
    return Sample({"school_id": int(school_id), "tag_id": tag_id})


def _people(world: World, unit) -> Sample:
    tag = {
        "person_id": str(world.first_group(unit).people[1]), "reason": "CONTACT", "measures": ["FOLLOW_UP"],
        "latest_day": str(world.day + dt.timedelta(days=9)),
    }  # fmt: skip
    return Sample(body={"school_id": unit.id, "tags": [tag]})


def _is_there(actor, unit) -> bool:
    """A homeroom teacher reads those of the own class, asked of the school."""
    return any(grant.unit.school_id == unit.id for grant in actor.grants_for("roster.view_tags"))


ROUTES = {
    "tags:home": holders("roster.view_tags", "roster.count_tags"),
    "tags:new": row("person", "roster.set_tags").but(when=_reads),
    "tags:tag": row("tag", "roster.set_tags").but(when=_reads),
    "tags:lift": row("tag", "roster.set_tags").but(when=_reads),
    "api:tags_list_tags": row("tags of a school", "roster.view_tags", at="school").but(opens=_is_there),
    "api:tags_set_tags": row("people to tag", "roster.set_tags", at="school"),
    "api:tags_lift_tag": row("tag to lift", "roster.set_tags").but(body={"lift_reason": "已返校"}),
}

SAMPLES = {
    "tag": _tag,
    "tags of a school": lambda world, unit: Sample(query={"school_id": unit.id}),
    "people to tag": _people,
    "tag to lift": _lifted,
}
