"""What a risk point (风险点) may say, how it is rated, and its closed loop; values in, verdicts out."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem
from sizao.core.loops import Escalation, Loop, Move

# All limits are project decisions. source: PROJECT
LONGEST_TITLE, LONGEST_MEASURE, LONGEST_NOTE = 60, 300, 200
FURTHEST_REVIEW_DAYS = 366
# What came back is looked at again within a month. source: PROJECT
REOPENED_DAYS = 30
# A review is done by the end of the working day. source: PROJECT
REVIEW_HOUR = dt.time(18)
MOST_HIGHEST = 10
TREND_WEEKS = 12
SCALE = (1, 2, 3, 4, 5)
# Units that keep a register of their own; those above see what is below.
KEEPERS = ("SCHOOL", "COUNTY")
SCHOOL_OWNERS = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")
OWNERS = {"SCHOOL": SCHOOL_OWNERS, "COUNTY": ("COUNTY_OFFICER",)}


class PointKind(Choices):
    """Where the risk lies."""

    FOOD_WATER = "FOOD_WATER", "食堂和饮水"
    DORM = "DORM", "宿舍"
    VENTILATION = "VENTILATION", "通风和拥挤"
    GATHERING = "GATHERING", "聚集活动"
    VACCINATION = "VACCINATION", "免疫空白"
    REPORTING = "REPORTING", "检查和报告"
    SUPPLIES = "SUPPLIES", "人员和物资"
    OUTSIDE = "OUTSIDE", "校外和返校"
    OTHER = "OTHER", "其他"


class Rating(Choices):
    """How much a risk weighs, by likelihood times impact."""

    SEVERE = "SEVERE", "重大"
    HIGH = "HIGH", "较大"
    MEDIUM = "MEDIUM", "一般"
    LOW = "LOW", "较低"


# The least score of each rating, the gravest first. source: PROJECT
BOUNDS = ((15, Rating.SEVERE), (10, Rating.HIGH), (5, Rating.MEDIUM), (1, Rating.LOW))
LIKELIHOODS = {1: "极少发生", 2: "很少发生", 3: "有时发生", 4: "较常发生", 5: "经常发生"}
IMPACTS = {1: "几个人，自己能处理", 2: "一个班", 3: "几个班", 4: "全校", 5: "多所学校或有重症"}

LOOP = Loop(
    name="risk_point",
    states={"OPEN": "措施待落实", "CONTROLLED": "措施已落实", "CLOSED": "已消除"},
    start="OPEN",
    closed=frozenset({"CLOSED"}),
    moves=(
        Move("control", "措施已落实", ("OPEN",), "CONTROLLED", "risks.keep", needs_reason=True, keeps_clock=True),
        Move("fall_back", "措施没有做到", ("CONTROLLED",), "OPEN", "risks.keep", needs_reason=True, keeps_clock=True),
        Move("close", "已消除", ("OPEN", "CONTROLLED"), "CLOSED", "risks.keep", needs_reason=True),
        Move("reopen", "又出现", ("CLOSED",), "OPEN", "risks.keep", needs_reason=True),
    ),
    escalation=(
        Escalation(0, (*SCHOOL_OWNERS, "COUNTY_OFFICER")),
        Escalation(7 * 24, ("COUNTY_OFFICER", "CITY_OFFICER"), levels_up=1),
    ),
)


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A risk point as typed. owner: the post that answers for the measure. review_on: when it is looked at again."""

    title: str
    kind: str
    likelihood: int
    impact: int
    measure: str
    owner: str
    review_on: dt.date


def rating_of(score: int) -> Rating:
    """Rate a score of 1 to 25."""
    return next(rating for least, rating in BOUNDS if score >= least)


def problems_of_point(new: NewPoint, *, level: str, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with a risk point of a unit of this level that can be seen without the database."""
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, **params: object) -> None:
        found.append(FieldProblem(field, reason, params))

    if not 1 <= len(new.title) <= LONGEST_TITLE:
        wrong("title", "写出风险点，最多{most}字", most=LONGEST_TITLE)
    if new.kind not in PointKind.values():
        wrong("kind", "选风险在哪里")
    if new.likelihood not in SCALE:
        wrong("likelihood", "选1到5")
    if new.impact not in SCALE:
        wrong("impact", "选1到5")
    if not 1 <= len(new.measure) <= LONGEST_MEASURE:
        wrong("measure", "写明防控措施，最多{most}字", most=LONGEST_MEASURE)
    if new.owner not in OWNERS.get(level, ()):
        wrong("owner", "选由谁负责")
    if new.review_on <= today:
        wrong("review_on", "复评日期要晚于今天")
    elif new.review_on > today + dt.timedelta(days=FURTHEST_REVIEW_DAYS):
        wrong("review_on", "复评最远在{days}天以内", days=FURTHEST_REVIEW_DAYS)
    return found
