"""Who meets what at the line list: the school's own health staff."""

from sizao.detect.linelist.models import Record
from tests.access.rules import holders, row, school
from tests.access.world import Sample, World


def _illness(world: World, unit) -> Sample:
    group = world.first_group(unit)
    person = group.people[4]
    Record.objects.create(
        school_id=unit.id, person_id=person, episode=1, origin="CLINIC", day=world.day, group_id=group.id,
        class_id=group.id, onset_date=world.day, symptoms=["FEVER"], recorded_at=world.now, digest=b"sweep",
    )  # fmt: skip
    return Sample({"school_id": unit.id, "person_id": person, "episode": 1})


ROUTES = {
    "linelist:home": holders("linelist.view").but(in_school=True),
    "linelist:register": school("linelist.complete"),
    "linelist:illness": row("illness", "linelist.view", at="school"),
}

SAMPLES = {"illness": _illness}
