"""Who meets what at long work: it is its starter's alone."""

from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.work.models import Work
from tests.access.rules import own
from tests.access.world import JOB, Sample, World


def _work(world: World, unit) -> Sample:
    row = Work(
        school_id=world.cast.school.id, id=new_id(world.now), kind="roster.check", unit_id=world.cast.school.id,
        about_id="sweep", label="名册", started_by=world.cast.users["reporter"], started_role="EPIDEMIC_REPORTER",
        started_at=world.now,
    )  # fmt: skip
    start_many([row], actor=JOB, now=world.now)
    row.save(force_insert=True)
    return Sample({"key": f"{row.school_id}~{row.id}"})


ROUTES = {"work:work": own("work", "reporter"), "work:cancel": own("work", "reporter")}

SAMPLES = {"work": _work}
