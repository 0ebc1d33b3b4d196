"""Roles, and which level of unit each may be given in."""

import datetime as dt

from sizao.core.choices import Choices


class Role(Choices):
    """A post (岗位); what each may do is declared by the modules, see docs/roles.md."""

    HOMEROOM_TEACHER = "HOMEROOM_TEACHER", "班主任"
    SCHOOL_DOCTOR = "SCHOOL_DOCTOR", "校医"
    HEALTH_TEACHER = "HEALTH_TEACHER", "保健教师"
    EPIDEMIC_REPORTER = "EPIDEMIC_REPORTER", "疫情报告人"
    SCHOOL_LEADER = "SCHOOL_LEADER", "校领导"
    DORM_KEEPER = "DORM_KEEPER", "宿管"
    GRID_WORKER = "GRID_WORKER", "网格员"
    GATE_GUARD = "GATE_GUARD", "门卫"
    GUARDIAN = "GUARDIAN", "监护人"
    COUNSELOR = "COUNSELOR", "心理辅导教师"
    COUNTY_OFFICER = "COUNTY_OFFICER", "县区教育局"
    CITY_OFFICER = "CITY_OFFICER", "市教育局"
    PROVINCE_OFFICER = "PROVINCE_OFFICER", "省教育厅"
    INSPECTOR = "INSPECTOR", "督导人员"
    AUDITOR = "AUDITOR", "审计员"
    ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"
    INTEGRATION = "INTEGRATION", "对接系统"


_AT_SCHOOL = ("SCHOOL", "CAMPUS")
_BELOW = ("GRADE", "CLASS", "DEPARTMENT")
_OFFICES = ("COUNTY", "CITY", "PROVINCE")

LEVELS_OF_ROLE: dict[str, tuple[str, ...]] = {
    Role.HOMEROOM_TEACHER: ("CLASS", "GRADE"),
    Role.SCHOOL_DOCTOR: _AT_SCHOOL,
    Role.HEALTH_TEACHER: _AT_SCHOOL,
    Role.EPIDEMIC_REPORTER: _AT_SCHOOL,
    Role.SCHOOL_LEADER: _AT_SCHOOL,
    Role.DORM_KEEPER: _AT_SCHOOL,
    Role.GRID_WORKER: (*_AT_SCHOOL, *_BELOW),
    Role.GATE_GUARD: _AT_SCHOOL,
    Role.GUARDIAN: _AT_SCHOOL,
    Role.COUNSELOR: _AT_SCHOOL,
    Role.COUNTY_OFFICER: ("COUNTY",),
    Role.CITY_OFFICER: ("CITY",),
    Role.PROVINCE_OFFICER: ("PROVINCE",),
    Role.INSPECTOR: _OFFICES,
    Role.AUDITOR: (*_OFFICES, "SCHOOL"),
    Role.ADMINISTRATOR: (*_OFFICES, "SCHOOL"),
    Role.INTEGRATION: (*_OFFICES, *_AT_SCHOOL),
}

# Officers see many schools, so their sign-in takes a second factor (TOTP).
SECOND_FACTOR_ROLES = frozenset(
    {Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.INSPECTOR, Role.AUDITOR, Role.ADMINISTRATOR}
)

FAILURES_BEFORE_LOCK = 8
LOCK_MINUTES = 15
FAILURES_PER_ADDRESS = 60
ADDRESS_WINDOW_MINUTES = 15
SESSION_DAYS = 14
OFFICE_SESSION_HOURS = 12


def role_fits(role: str, level: str) -> bool:
    """Tell whether a role may be given in a unit of this level."""
    return level in LEVELS_OF_ROLE.get(role, ())


def lock_until(failed_count: int, now: dt.datetime) -> dt.datetime | None:
    """Tell until when an account is locked after its latest failure; the lock doubles, to a day at most."""
    if failed_count < FAILURES_BEFORE_LOCK:
        return None
    doubled = LOCK_MINUTES * 2 ** (failed_count - FAILURES_BEFORE_LOCK)
    return now + dt.timedelta(minutes=min(doubled, 24 * 60))
