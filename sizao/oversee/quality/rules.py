"""What is asked about a unit's reports, from how much, and the loop of a question; never a verdict."""

from sizao.core.choices import Choices
from sizao.core.loops import Loop, Move

# Weeks looked back, and how many reports or readings are needed before anything is asked. source: PROJECT
WEEKS = 8
FEWEST_REPORTS = 10
FEWEST_READINGS = 20
# A report of the same second every day; several groups at once by one account. source: PROJECT
SCRIPT_SPREAD_SECONDS = 3
BURST_GROUPS, BURST_SECONDS, BURST_DAYS = 5, 2, 5
REMINDED_MINUTES = 15
# A question of the same kind about the same unit is not put again so soon after its answer. source: PROJECT
QUIET_DAYS = 60
LONGEST_ANSWER = 500


class Kind(Choices):
    """What is unlike the surroundings."""

    SILENCE = "SILENCE", "一直零报告"
    TEMPERATURE = "TEMPERATURE", "体温数重复"
    SCRIPT = "SCRIPT", "每天同一秒上报"
    BURST = "BURST", "一个账号同时报多个班"
    WEEKDAY = "WEEKDAY", "异常集中在某几天"
    REMINDED = "REMINDED", "提醒后才报"


ASKS = {
    Kind.SILENCE: "{reports}份上报都是零报告，按周边水平应有约{expected}人次异常，"
    "这么安静的可能性约{chance}。是怎样检查的？",
    Kind.TEMPERATURE: "{readings}个体温里有{repeated}个是{value}℃，周边的占比是{share}。体温是怎样量的？",
    Kind.SCRIPT: "{reports}份上报都在{clock}前后{spread}秒内提交。是谁、怎样提交的？",
    Kind.BURST: "有{days}天，同一账号在{seconds}秒内报了{groups}个班。各班是谁检查的？",
    Kind.WEEKDAY: "{cases}人次异常里有{most}人次在{weekday}，周边这一天占{share}。其他日子是怎样检查的？",
    Kind.REMINDED: "{reports}份上报里有{late}份在提醒之后才来，周边的占比是{share}。提醒之前有什么困难？",
}

LOOP = Loop(
    name="quality.question",
    states={"ASKED": "待答复", "ANSWERED": "已答复", "CLOSED": "已了解"},
    start="ASKED",
    closed=frozenset({"CLOSED"}),
    moves=(
        Move("answer", "答复", ("ASKED", "ANSWERED"), "ANSWERED", "quality.answer", needs_reason=True),
        Move("close", "了解", ("ASKED", "ANSWERED"), "CLOSED", "quality.close", by_other_than="answer"),
    ),
)
