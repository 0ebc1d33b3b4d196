"""登记表: rights, and the links to registers on the pages of the checks."""

import datetime as dt

from sizao.core.actor import Actor, Permission, UnitRef
from sizao.core.pages import Link, ModuleConfig

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")
# Counts without persons are for everyone above the class. source: PROJECT
COUNTERS = (*HEALTH_STAFF, "SCHOOL_LEADER", "INSPECTOR", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class RegistersConfig(ModuleConfig):
    """登记表: what was reported, in the forms that inspectors ask for."""

    name = "sizao.detect.registers"
    label = "registers"
    title = "登记表"
    mount = "checks/registers/"
    permissions = (
        Permission("registers.view", "查看登记表", ("HOMEROOM_TEACHER", *HEALTH_STAFF)),
        Permission("registers.inspect", "按编号检查登记表", ("INSPECTOR",)),
        Permission("registers.summary", "查看汇总表", COUNTERS),
        Permission("registers.export", "导出登记表", ("HOMEROOM_TEACHER", *COUNTERS)),
    )

    def links(self, *, actor: Actor, unit: UnitRef, day: dt.date) -> list[Link]:
        from sizao.detect.registers.views import showing

        return showing.links(actor, unit, day)
