"""The national defaults: every key that can be set, with its source."""

import datetime as dt

from sizao.registry.policies.rules.measures import MEASURE_KEYS, Session
from sizao.registry.policies.rules.values import PROJECT, Kind, PolicyKey, Tighter, UnknownPolicy


def _time(key: str, label: str, tighter: Tighter, at: str, source: str) -> PolicyKey:
    return PolicyKey(key, label, Kind.TIME, tighter, dt.time.fromisoformat(at), source)


def _number(key: str, label: str, tighter: Tighter, default: int, unit: str, limits: tuple[int, int]) -> PolicyKey:
    return PolicyKey(key, label, Kind.NUMBER, tighter, default, PROJECT, unit=unit, limits=limits)


def _sessions(key: str, label: str, sessions: set[Session], source: str) -> PolicyKey:
    codes = frozenset(session.value for session in sessions)
    options = tuple(Session.pairs())
    return PolicyKey(key, label, Kind.SET, Tighter.SUPERSET, codes, source, options=options)


MORNING, NOON, EVENING = Session.MORNING, Session.NOON, Session.EVENING
EARLIER, SMALLER, LARGER, FREE = Tighter.EARLIER, Tighter.SMALLER, Tighter.LARGER, Tighter.FREE

# The texts say "before the first lesson", "by the third lesson"; 10:30 is the clock time read for the latter.
# Noon and evening times, the cut-offs of returns and the numbers are this project's decisions.
_KEYS = (
    _time("checks.morning.opens", "晨检开始填报", FREE, "06:30", "RTN-AM-CHECK"),
    _time("checks.morning.due", "晨检截止", EARLIER, "10:30", "RTN-AM-SUBMIT"),
    _time("checks.noon.opens", "午检开始填报", FREE, "12:00", PROJECT),
    _time("checks.noon.due", "午检截止", EARLIER, "15:00", PROJECT),
    _time("checks.evening.opens", "晚检开始填报", FREE, "18:00", PROJECT),
    _time("checks.evening.due", "晚检截止", EARLIER, "21:30", PROJECT),
    _sessions("checks.sessions.day_pupil", "走读生每日检查", {MORNING, NOON}, "RTN-AM-CHECK"),
    _sessions("checks.sessions.boarder", "住宿生每日检查", {MORNING, NOON, EVENING}, "RTN-AM-CHECK"),
    _sessions("checks.sessions.kindergarten", "幼儿园每日检查", {MORNING, NOON}, "RTN-AM-CHECK"),
    _sessions("checks.sessions.boarder_weekend", "住宿生周末检查", {MORNING, EVENING}, PROJECT),
    _number("checks.reminder_minutes", "截止前提醒", FREE, 15, "分钟", (1, 240)),
    _number("checks.correction_hours", "提交后可更正", SMALLER, 24, "小时", (0, 168)),
    _number("chase.school_minutes", "截止后告诉学校", SMALLER, 0, "分钟", (0, 240)),
    _number("chase.county_minutes", "截止后告诉县级", SMALLER, 30, "分钟", (0, 480)),
    _number("chase.city_minutes", "截止后告诉市级", SMALLER, 60, "分钟", (0, 480)),
    _number("chase.province_minutes", "截止后告诉省级", SMALLER, 120, "分钟", (0, 480)),
    _time("hygiene.cutoff", "消毒通风登记截止", EARLIER, "17:30", PROJECT),
    _number("inspections.rectify_hours", "场所问题整改时限", SMALLER, 48, "小时", (1, 720)),
    _number("inspections.review_hours", "场所问题复查时限", SMALLER, 48, "小时", (1, 720)),
    _time("returns.cutoff.school", "学校日报告截止", EARLIER, "11:00", PROJECT),
    _time("returns.cutoff.county", "县级日报告截止", EARLIER, "11:30", PROJECT),
    _time("returns.cutoff.city", "市级日报告截止", EARLIER, "12:00", PROJECT),
    _time("returns.cutoff.province", "省级日报告截止", EARLIER, "12:30", PROJECT),
    # False alarms borne in 1,000 days of one unit and syndrome: more is more sensitive, so more is tighter.
    _number("signals.statistic.max_per_1000", "统计信号每1000个单位日容许的误报，越多越灵敏", LARGER, 1, "次", (1, 20)),
    _number("journeys.risk_days", "风险地区旅居史看最近几天", LARGER, 14, "天", (1, 60)),
    *MEASURE_KEYS,
    _number("retention.checks_days", "班级上报、异常和任务保存", SMALLER, 1095, "天", (365, 3650)),
    _number("retention.counts_days", "日报告和学校人数汇总保存", SMALLER, 3650, "天", (1095, 3650)),
    _number("retention.leavers_days", "离校人员资料保存", SMALLER, 1095, "天", (30, 3650)),
    _number("retention.notices_days", "通知和群消息保存", SMALLER, 90, "天", (30, 730)),
    _number("retention.journeys_days", "假期去向和行程在返校后保存", SMALLER, 60, "天", (14, 730)),
    _number("retention.senders_days", "情况反映人的身份保存", SMALLER, 90, "天", (30, 300)),
    _number("concerns.take_hours", "情况反映接手时限", SMALLER, 4, "小时", (1, 72)),
    _number("concerns.outcome_hours", "情况反映办结时限", SMALLER, 24, "小时", (1, 168)),
    _number("concerns.most_a_day", "每人每天可反映情况", FREE, 10, "件", (1, 100)),
    _number("privacy.smallest_denominator", "公布比率的最小人数", LARGER, 20, "人", (1, 1000)),
)
NATIONAL: dict[str, PolicyKey] = {key.key: key for key in _KEYS}

# The pages show the keys in these groups: title and how the keys of the group begin.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("晨检", ("checks.morning.",)),
    ("午检", ("checks.noon.",)),
    ("晚检", ("checks.evening.",)),
    ("每日检查", ("checks.sessions.", "checks.temperature", "checks.reminder", "checks.correction")),
    ("未报逐级提醒", ("chase.",)),
    ("日报告", ("returns.",)),
    ("校门、活动、值班和清单", ("gate.", "gatherings.", "duty.", "checklists.")),
    ("消毒通风、场所检查和情况反映", ("hygiene.", "inspections.", "concerns.")),
    ("统计信号", ("signals.statistic.",)),
    ("去向和行程", ("journeys.",)),
    ("公布", ("privacy.",)),
    ("保存期限", ("retention.",)),
)
# Cut-offs of offices: nothing below the office of that level is concerned.
LOWEST_LEVEL = {
    "returns.cutoff.county": ("PROVINCE", "CITY", "COUNTY"),
    "returns.cutoff.city": ("PROVINCE", "CITY"),
    "returns.cutoff.province": ("PROVINCE",),
    "chase.county_minutes": ("PROVINCE", "CITY", "COUNTY"),
    "chase.city_minutes": ("PROVINCE", "CITY"),
    "chase.province_minutes": ("PROVINCE",),
    "signals.statistic.max_per_1000": ("PROVINCE", "CITY", "COUNTY"),
}
# In Chinese: the text behind a rule, and how surely it was read.
BASES: dict[str, tuple[str, str]] = {
    "RTN-AM-CHECK": ("WS/T 772-2020 学校传染病症状监测预警技术指南，监测内容", "已核原文"),
    "RTN-AM-SUBMIT": ("湖南省学校晨午检登记表及汇总表，填表说明（1）（2）", "二手"),
    PROJECT: ("没有全国规定，用本系统的默认值", ""),
}


def concerns(key: PolicyKey, level: str, stage: str = "") -> bool:
    """Tell whether a value means anything to a unit of a level and those below it.

    stage: of a school and its parts, empty for offices.
    """
    if stage and key.key.startswith("checks.sessions."):
        return (key.key == "checks.sessions.kindergarten") == (stage == "KINDERGARTEN")
    return key.key not in LOWEST_LEVEL or level in LOWEST_LEVEL[key.key]


def basis_of(key: PolicyKey) -> tuple[str, str]:
    """Give the text behind the national default in Chinese, and how surely it was read."""
    return BASES.get(key.source, (key.source, ""))


def get_key(name: str) -> PolicyKey:
    """Find a policy by its key. raises: UnknownPolicy."""
    try:
        return NATIONAL[name]
    except KeyError:
        raise UnknownPolicy(key=name) from None
