"""The closed loop of a signal (信号): raised, verified, handed over or dismissed; its clock is the rule's."""

from sizao.core.actor import UnitRef
from sizao.core.choices import Choices
from sizao.core.loops import Escalation, Loop, Move

# Records this old are still judged: the longest rule counts over a semester. source: PROJECT
HORIZON_DAYS = 200
# Facts may overtake each other by so much; what is judged twice stays what it is. source: PROJECT
OVERLAP_SECONDS = 30
LONGEST_REASON = 200
# A statistical signal that nobody acted on closes after so many school days without excess. source: PROJECT
QUIET_SCHOOL_DAYS = 5
# The same excess is not raised again so long after it was dismissed; a verified one takes in repeats. source: PROJECT
SILENT_DAYS, JOINING_DAYS = 7, 14
# Outcomes of so many days measure what a rule or a detector is worth. source: PROJECT
WORTH_DAYS = 365
STATISTIC_KIND = "STATISTIC"


def right_to_decide(unit: UnitRef) -> str:
    """Name the right that decides about a unit's signals: of schools and counties these, above them the offices."""
    return "signals.decide" if unit.level in ("CITY", "PROVINCE") else "signals.verify"


class Origin(Choices):
    """What raised a signal: an official rule, which has a clock, or a statistic, which has none."""

    RULE = "RULE", "规则"
    STATISTIC = "STATISTIC", "统计"


class DismissReason(Choices):
    """Why a signal was no outbreak; measured as the rule's share of false alarms."""

    FALSE_ALARM = "FALSE_ALARM", "误报"
    DATA_ERROR = "DATA_ERROR", "登记有误"
    KNOWN_CAUSE = "KNOWN_CAUSE", "另有原因"


LOOP = Loop(
    name="signal",
    states={
        "NEW": "新信号",
        "VERIFYING": "核实中",
        "CONFIRMED": "已核实",
        "HANDED": "已转疫情处置",
        "DISMISSED": "已排除",
        "REVOKED": "已撤销",
    },
    start="NEW",
    closed=frozenset({"CONFIRMED", "HANDED", "DISMISSED", "REVOKED"}),
    moves=(
        Move("verify", "开始核实", ("NEW",), "VERIFYING", "signals.verify", keeps_clock=True),
        Move("confirm", "核实", ("NEW", "VERIFYING"), "CONFIRMED", "signals.verify", needs_reason=True),
        Move("dismiss", "排除", ("NEW", "VERIFYING", "CONFIRMED"), "DISMISSED", "signals.verify", needs_reason=True),
        Move("hand_over", "转疫情处置", ("CONFIRMED",), "HANDED", "signals.verify"),
        Move("revoke", "撤销", ("NEW", "VERIFYING", "CONFIRMED"), "REVOKED", "signals.judge", needs_reason=True),
    ),
    escalation=(
        Escalation(0, ("EPIDEMIC_REPORTER", "SCHOOL_LEADER")),
        Escalation(0, ("COUNTY_OFFICER",), levels_up=1),
        Escalation(2, ("CITY_OFFICER",), levels_up=2),
    ),
)
