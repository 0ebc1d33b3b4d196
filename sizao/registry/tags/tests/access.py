"""Who meets what at tags: health staff set them, teachers read those of their class, offices count."""

import datetime as dt

from sizao.registry.tags import services
from tests.access.rules import holders, row
from tests.access.world import JOB, Sample, World


def _reads(actor, unit) -> bool:
    """Whoever changes a person has to be one who may read them."""
    return actor.may("roster.view", unit)


def _tag(world: World, unit) -> Sample | None:
    tag = services.NewTag(world.group(unit).people[0], "CONTACT", ("FOLLOW_UP",), world.day + dt.timedelta(days=9))
    made = services.set_tags(actor=JOB, now=world.now, school_id=unit.school_id, tags=[tag])
    return Sample({"key": f"{unit.school_id}~{made[0]}"})


ROUTES = {
    "tags:home": holders("roster.view_tags", "roster.count_tags"),
    "tags:new": row("person", "roster.set_tags").but(when=_reads),
    "tags:tag": row("tag", "roster.set_tags").but(when=_reads),
    "tags:lift": row("tag", "roster.set_tags").but(when=_reads),
}

SAMPLES = {"tag": _tag}
