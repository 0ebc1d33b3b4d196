"""How a rule comes into force (规则变动), what tighter means, how an objection is decided."""

from collections.abc import Iterable

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem
from sizao.core.loops import Escalation, Loop, Move
from sizao.epi.thresholds import CountBasis, DayMode, Rule

LONGEST_REASON = 200
LONGEST_SOURCE = 160
LONGEST_OBJECTION = 500
LONGEST_ID = 48
# A pack file of a province is some dozens of rules. source: PROJECT
LARGEST_FILE_BYTES = 200_000
# How far back a change is tried before it is put in force. source: issue 4, PROJECT
PREVIEW_DAYS = 14
# Older records cannot lie in any window: the longest rule counts over a semester. source: PROJECT
HORIZON_DAYS = 200
# Schools up to which this is done within the request. source: PROJECT
PREVIEW_AT_ONCE = 40
# Hours within which the level above decides an objection: 7 days. source: PROJECT
OBJECTION_HOURS = 7 * 24
PROPOSERS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class Kind(Choices):
    """What a change does."""

    PACK = "PACK", "启用规则包"
    RULES = "RULES", "本地规则"
    TIGHTER = "TIGHTER", "收紧规则"
    SETTING = "SETTING", "口径"


class Setting(Choices):
    """Readings that a unit may choose where the texts are silent."""

    COUNT_BASIS = "COUNT_BASIS", "按哪个日期计人数"
    DAY_MODE = "DAY_MODE", "“1天内”怎样算"


SETTING_VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "COUNT_BASIS": (
        (CountBasis.ONSET_DATE.value, "发病日期"), (CountBasis.FIRST_RECORDED_AT.value, "首次登记时间"),
        (CountBasis.DIAGNOSED_AT.value, "诊断时间"),
    ),
    "DAY_MODE": ((DayMode.CALENDAR_DAY.value, "自然日"), (DayMode.ROLLING_24H.value, "连续24小时")),
}  # fmt: skip

LOOP = Loop(
    name="rule_change",
    states={
        "DRAFT": "草稿",
        "PROPOSED": "待批准",
        "APPROVED": "已批准",
        "REFUSED": "未批准",
        "WITHDRAWN": "已停用",
    },
    start="DRAFT",
    closed=frozenset({"APPROVED", "REFUSED", "WITHDRAWN"}),
    moves=(
        Move("propose", "提交批准", ("DRAFT",), "PROPOSED", "rulebook.propose"),
        Move("approve", "批准", ("PROPOSED",), "APPROVED", "rulebook.approve", by_other_than="propose"),
        Move("refuse", "不批准", ("PROPOSED",), "REFUSED", "rulebook.approve", needs_reason=True),
        Move("withdraw", "停用", ("DRAFT", "PROPOSED", "APPROVED"), "WITHDRAWN", "rulebook.propose", needs_reason=True),
        Move("rescind", "上级撤销", ("APPROVED",), "WITHDRAWN", "rulebook.decide", needs_reason=True),
    ),
)

OBJECTION_LOOP = Loop(
    name="rule_objection",
    states={"RAISED": "待上级决定", "UPHELD": "已采纳，规则停用", "KEPT": "未采纳，规则保留"},
    start="RAISED",
    closed=frozenset({"UPHELD", "KEPT"}),
    moves=(
        Move("uphold", "采纳", ("RAISED",), "UPHELD", "rulebook.decide", needs_reason=True),
        Move("keep", "不采纳", ("RAISED",), "KEPT", "rulebook.decide", needs_reason=True),
    ),
    escalation=(Escalation(0, PROPOSERS), Escalation(24, PROPOSERS, levels_up=1)),
)


def own_id(unit_id: int, name: str) -> str:
    """Name a unit's own rule as signals know it: unique among all units."""
    return f"{unit_id}-{name}"


def split_id(rule_id: str) -> tuple[int, str] | None:
    """Take an own rule's id apart; None for a rule that ships."""
    unit, dash, name = rule_id.partition("-")
    return (int(unit), name) if dash and unit.isdecimal() else None


def problems_of_tightening(
    base: Rule, *, at_least: int | None, hours: int | None, above: Iterable[Rule]
) -> list[FieldProblem]:
    """List what is wrong with tighter numbers: each may only go down, below the tightest that stands above.

    above: the base and what levels above have made of it.
    """
    found: list[FieldProblem] = []
    least = [one.condition.at_least for one in above if one.condition and one.condition.at_least is not None]
    clocks = [one.deadline.hours for one in above if one.deadline and one.deadline.hours is not None]
    if at_least is None and hours is None:
        found.append(FieldProblem("at_least", "至少改一个数"))
    found += _lower("at_least", "例数", at_least, min(least, default=None))
    found += _lower("hours", "小时数", hours, min(clocks, default=None))
    if not found and base.condition and base.condition.below is not None and at_least is not None:
        return [FieldProblem("at_least", "这条规则另有上限，上传规则文件来收紧")]
    return found


def _lower(field: str, what: str, value: int | None, bound: int | None) -> list[FieldProblem]:
    if value is None:
        return []
    if bound is None:
        return [FieldProblem(field, "这条规则没有{what}", {"what": what}, value=str(value))]
    if value < 1:
        return [FieldProblem(field, "不能小于1", value=str(value))]
    if value >= bound:
        return [FieldProblem(field, "要比上级的{bound}更严，只能减小", {"bound": bound}, value=str(value))]
    return []
