"""Who meets what at the inbox: a notice is its reader's alone."""

from sizao.core.ids import new_id
from sizao.core.notify.models import Notice
from tests.access.rules import everyone, own
from tests.access.world import Sample, World


def _notice(world: World, unit) -> Sample:
    row = Notice.objects.create(
        school_id=world.cast.school.id, day=world.day, id=new_id(world.now), recipient_id=world.cast.users["teacher"],
        kind="tests.notice", unit_id=world.cast.school.groups[0].id, url="/today/", created_at=world.now,
    )  # fmt: skip
    return Sample({"key": f"{row.school_id}~{row.id}"})


ROUTES = {"notify:list": everyone, "notify:read_all": everyone, "notify:open": own("notice")}

SAMPLES = {"notice": _notice}
