"""Who meets what at the pages of the audit."""

from sizao.core.audit.models import AuditEntry
from sizao.core.ids import new_id
from tests.access.rules import holders, row
from tests.access.world import Sample, World


def _is_provincial(actor, unit) -> bool:
    return any(grant.unit.level == "PROVINCE" for grant in actor.grants)


def _entry(world: World, unit) -> Sample:
    found = AuditEntry.objects.create(
        school_id=unit.key, day=world.day, id=new_id(world.now), at=world.now, user_id=1, role="DOCTOR",
        action="tests.row.made", object_kind="tests.row", object_id="1",
    )  # fmt: skip
    return Sample({"key": f"{found.school_id}~{found.id}", "day": world.day})


ROUTES = {
    "audit:list": holders("audit.view"),
    "audit:export": holders("audit.view"),
    "audit:chain": holders("audit.view").but(when=_is_provincial),
    "audit:entry": row("audit entry", "audit.view", at="unit"),
}

SAMPLES = {"audit entry": _entry}
