"""The school doctor's word on an entry, and waivers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Status

from sizao.core import clock
from sizao.core.http import signed_in
from sizao.core.rest import Day, UnitId, coded
from sizao.detect.checks import services
from sizao.detect.checks.api.routing import router
from sizao.detect.checks.api.schemas import Assessment, NewAssessment, NewWaiver, Waiver
from sizao.detect.checks.rules import Session


@router.post("/assessments", response={201: Assessment}, summary=_("核实异常"))
def assess_entry(request: HttpRequest, sent: NewAssessment) -> Status:
    """Confirm, change or dismiss an entry and say what was done with the pupil; both versions stay."""
    made = services.assess_entry(
        actor=signed_in(request), now=clock.now(), school_id=sent.school_id, day=sent.day, entry_id=sent.entry_id,
        verdict=sent.verdict, disposition=sent.disposition or "", symptoms=tuple(sent.symptoms),
        temperature_celsius=sent.temperature_celsius, note=sent.note,
    )  # fmt: skip
    return Status(201, made)


@router.post("/waivers", response={201: Waiver}, summary=_("办理免报"))
def waive_slots(request: HttpRequest, sent: NewWaiver) -> Status:
    """Waive open sessions of a group that is on an excursion, closed, or away."""
    changed = services.waive_slots(
        actor=signed_in(request), now=clock.now(), group_id=sent.group_id, day=sent.day, sessions=sent.sessions,
        reason=sent.reason,
    )  # fmt: skip
    return Status(201, {"group_id": sent.group_id, "day": sent.day, "sessions": changed})


@router.delete("/waivers/{group_id}/{day}/{session}", response=Waiver, summary=_("取消免报"))
def unwaive_slots(request: HttpRequest, group_id: UnitId, day: Day, session: coded(Session)) -> dict[str, Any]:
    """Take a waiver back: the session is due again."""
    changed = services.unwaive_slots(
        actor=signed_in(request), now=clock.now(), group_id=group_id, day=day, sessions=[session]
    )
    return {"group_id": group_id, "day": day, "sessions": changed}
