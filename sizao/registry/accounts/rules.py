"""Roles and where each may be given, what a sign-in owes, how long it lasts, when it is locked."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


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
    Role.DORM_KEEPER: (*_AT_SCHOOL, "DEPARTMENT"),
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

SESSION_DAYS = 14
OFFICE_SESSION_HOURS = 12

FAILURES_BEFORE_LOCK = 8
LOCK_MINUTES = 15
LONGEST_LOCK_MINUTES = 24 * 60
# Failures are kept a little longer than the longest lock, so that the doubling is not forgotten.
FAILURE_MEMORY_HOURS = 48
FAILURES_PER_ADDRESS = 60
ADDRESS_WINDOW_MINUTES = 15

SECOND_FACTOR_GRACE_DAYS = 7
RECOVERY_CODES = 10
TOKEN_DAYS = 365
DELEGATION_DAYS = 92


class Language(Choices):
    """A language of the pages, by Django's code."""

    ZH = "zh-hans", "简体中文"
    EN = "en", "English"


class Theme(Choices):
    """How the pages look."""

    SYSTEM = "system", "跟随系统"
    LIGHT = "light", "浅色"
    DARK = "dark", "深色"


class Step(Choices):
    """What a session still owes before it may do anything."""

    NONE = "", "无"
    SECOND_FACTOR = "SECOND_FACTOR", "输入动态码"
    PASSWORD = "PASSWORD", "换密码"
    DEVICE = "DEVICE", "设置动态码"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sign-in is judged by.

    is_confirmed: this session has shown its second factor. first_signed_in_at: on the machine's clock.
    """

    roles: frozenset[str]
    has_device: bool
    is_confirmed: bool
    is_demo: bool
    must_change_password: bool
    first_signed_in_at: dt.datetime | None


def needs_device(roles: Iterable[str], *, is_demo: bool) -> bool:
    """Tell whether these posts ask for a second factor; the demo's accounts are everyone's and have none."""
    return not is_demo and not SECOND_FACTOR_ROLES.isdisjoint(roles)


def device_due_at(first_signed_in_at: dt.datetime) -> dt.datetime:
    """Give the moment by which an officer has set up a second factor."""
    return first_signed_in_at + dt.timedelta(days=SECOND_FACTOR_GRACE_DAYS)


def next_step(standing: Standing, machine_now: dt.datetime) -> Step:
    """Say what a session owes first: the code of its device, a password of one's own, a device."""
    if standing.has_device and not standing.is_confirmed:
        return Step.SECOND_FACTOR
    if standing.must_change_password:
        return Step.PASSWORD
    first = standing.first_signed_in_at
    is_late = first is not None and device_due_at(first) <= machine_now
    if is_late and not standing.has_device and needs_device(standing.roles, is_demo=standing.is_demo):
        return Step.DEVICE
    return Step.NONE


def session_length(roles: Iterable[str]) -> dt.timedelta:
    """Say how long a sign-in lasts: a working day for those who see many units."""
    is_office = not SECOND_FACTOR_ROLES.isdisjoint(roles)
    return dt.timedelta(hours=OFFICE_SESSION_HOURS) if is_office else dt.timedelta(days=SESSION_DAYS)


def role_fits(role: str, level: str) -> bool:
    """Tell whether a role may be given in a unit of this level."""
    return level in LEVELS_OF_ROLE.get(role, ())


def locked_until(failed_count: int, latest_failure_at: dt.datetime | None) -> dt.datetime | None:
    """Tell until when tries are refused after so many failures; the lock doubles with each further one."""
    if failed_count < FAILURES_BEFORE_LOCK or latest_failure_at is None:
        return None
    minutes = LOCK_MINUTES * 2 ** min(failed_count - FAILURES_BEFORE_LOCK, 20)
    return latest_failure_at + dt.timedelta(minutes=min(minutes, LONGEST_LOCK_MINUTES))


def period_problem(starts_on: dt.date, until: dt.date | None) -> FieldProblem | None:
    """Say what is wrong with the period [starts_on, until) of a post."""
    return None if until is None or until > starts_on else FieldProblem("until", "结束日期不能早于开始日期")


def delegation_problem(
    starts_on: dt.date, until: dt.date, *, today: dt.date, post_until: dt.date | None
) -> FieldProblem | None:
    """Say why a post cannot be delegated for [starts_on, until); None when it can."""
    if starts_on < today:
        return FieldProblem("starts_on", "委托从今天或以后开始")
    if (until - starts_on).days > DELEGATION_DAYS:
        return FieldProblem("until", "一次委托不超过{days}天", {"days": DELEGATION_DAYS})
    if post_until is not None and until > post_until:
        return FieldProblem("until", "委托不能晚于自己的任期")
    return period_problem(starts_on, until)


# Who sees what of people and health, as pages say it. source: interface.md §9
_OFFICE_SIGHT = "看辖区合计数；疫情中只见学校、班级和编号，看姓名须写明用途并留痕"
SIGHT: dict[str, str] = {
    Role.HOMEROOM_TEACHER: "看本班学生姓名、监护人和每日到校情况；看不到身份证号和后来的诊断",
    Role.SCHOOL_DOCTOR: "看本校师生姓名和在办病例；身份证号、电话点开才显示并留痕",
    Role.HEALTH_TEACHER: "看本校师生姓名和在办病例；身份证号、电话点开才显示并留痕",
    Role.EPIDEMIC_REPORTER: "看本校师生姓名、上报情况和在办病例",
    Role.SCHOOL_LEADER: "看本校合计数；疫情中的姓名须写明用途并留痕",
    Role.DORM_KEEPER: "看所管宿舍学生姓名和晚检情况；看不到诊断",
    Role.GRID_WORKER: "看本网格人员姓名和健康情况；看不到诊断",
    Role.GATE_GUARD: "看出入人员姓名、班级和放行结果；看不到任何健康信息",
    Role.GUARDIAN: "只看自己孩子的记录和谁看过",
    Role.COUNSELOR: "看自己跟进的人和自己的记录；别人看不到这些记录",
    Role.COUNTY_OFFICER: _OFFICE_SIGHT,
    Role.CITY_OFFICER: "看辖区合计数和疫情编号；不看姓名",
    Role.PROVINCE_OFFICER: "看辖区合计数和疫情编号；不看姓名",
    Role.INSPECTOR: "检查期间按编号看该校记录；每次查看留痕",
    Role.AUDITOR: "看谁在何时查看或改动了什么；不看姓名和健康信息",
    Role.ADMINISTRATOR: "看账号和机构；只在导入出错的行里见到学生姓名，看不到健康信息",
    Role.INTEGRATION: "按令牌写明的范围读写，不登录页面",
}

_APPS = {
    "wxwork": "企业微信", "MicroMessenger": "微信", "DingTalk": "钉钉", "Edg/": "Edge", "Firefox": "Firefox",
    "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "OpenHarmony": "HarmonyOS", "HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def device_words(user_agent: str) -> str:
    """Name a browser and its system, as the list of sessions shows them; empty when neither is known."""
    app = next((name for mark, name in _APPS.items() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return " ".join(part for part in (app, system) if part)
