"""场所检查: title, rights, navigation, what may be done at a place."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.converters import Key
from sizao.core.pages import Act, ModuleConfig, NavItem

OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR")
INSIDE = ("HEALTH_TEACHER", "SCHOOL_LEADER")
KEEPERS = ("DORM_KEEPER", "GRID_WORKER", "GATE_GUARD", "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "EPIDEMIC_REPORTER")
# Assumed until measured. source: PROJECT
INSPECT_SECONDS, RECTIFY_SECONDS = 120, 60
# How long a photo is kept: a school year and the summer after it. source: PROJECT
PHOTO_DAYS = 400


class InspectionsConfig(ModuleConfig):
    """场所检查: places looked at by a checklist, what was found wrong followed until it is closed."""

    name = "sizao.oversee.inspections"
    label = "inspections"
    title = "场所检查"
    mount = "inspections/"
    permissions = (
        Permission("inspections.view", "查看场所检查", (*KEEPERS, *INSIDE, *OFFICES)),
        Permission("inspections.inspect", "检查场所", (*INSIDE, *OFFICES)),
        Permission("inspections.rectify", "整改场所问题", (*KEEPERS, *INSIDE)),
        Permission("inspections.review", "复查场所问题", (*INSIDE, *OFFICES)),
    )
    navigation = (NavItem("场所检查", "inspections:home", "clipboard-check", "inspections.view", order=60),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.oversee.inspections import handlers
        from sizao.oversee.inspections.facts import FindingMoved

        return {FindingMoved: [handlers.tell]}

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        found = "(t.found_at AT TIME ZONE 'Asia/Shanghai')::date"
        return (
            Kept("inspections.Finding", "场所检查的问题", "retention.checks_days", day=found,
                 held_while="t.state <> 'CLOSED'"),
            Kept("inspections.Inspection", "场所检查", "retention.counts_days"),
        )  # fmt: skip

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.burden import asks
        from sizao.core.files import purposes
        from sizao.core.files.rules import FileKind
        from sizao.core.notify import templates
        from sizao.oversee.inspections import handlers, queries, services
        from sizao.oversee.inspections.models import Finding
        from sizao.prepare.hygiene import queries as hygiene

        templates.declare(handlers.TEMPLATES)
        photos = (FileKind.JPEG, FileKind.PNG)
        purposes.declare([purposes.Purpose(services.PURPOSE, "整改照片", photos, "inspections.view", PHOTO_DAYS)])
        asks.declare([
            asks.Ask("inspections.place", "场所检查", "HEALTH_TEACHER", INSPECT_SECONDS),
            asks.Ask("inspections.rectify", "场所问题整改", "DORM_KEEPER", RECTIFY_SECONDS),
        ])  # fmt: skip
        escalate.register(
            Finding, escalate.by_notice("场所问题整改", lambda row: f"/inspections/findings/{row.school_id}~{row.id}/")
        )
        hygiene.use_findings(queries.count_open)

    def acts(self, *, actor: Actor, key: Key, now: dt.datetime) -> list[Act]:
        from sizao.oversee.inspections import views

        return views.acts(actor=actor, key=key)
