"""What is looked at in a place, and the loop of what was found wrong; values in, verdicts out."""

from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError
from sizao.core.loops import Escalation, Loop, Move


class Verdict(Choices):
    """What an inspector saw of one item."""

    GOOD = "GOOD", "合格"
    BAD = "BAD", "有问题"
    NONE = "NONE", "不涉及"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist; kinds: where it is asked, empty for everywhere."""

    code: str
    text: str
    kinds: tuple[str, ...] = ()


# Short on purpose: what can be seen in two minutes. What is asked of disinfection stands in the plan. source: PROJECT
ITEMS = (
    Item("RECORDED", "消毒通风按计划登记，与现场相符"),
    Item("AIRED", "空气流通，门窗能开",
         ("CLASSROOM", "DORM_ROOM", "CANTEEN", "LABORATORY", "LIBRARY", "BUS", "ISOLATION_ROOM")),
    Item("CLEAN", "地面、台面、卫生间干净，没有积水垃圾"),
    Item("AGENT", "消毒剂在有效期内，按计划的浓度配制，儿童拿不到"),
    Item("HANDS", "洗手处有水有洗手液", ("CANTEEN", "DORM_ROOM", "CLASSROOM", "BUILDING", "ISOLATION_ROOM")),
    Item("TABLEWARE", "餐具消毒、生熟分开，留样齐全", ("CANTEEN",)),
    Item("CROWDED", "床位和人数不超过容量", ("DORM_ROOM",)),
    Item("SUPPLIES", "隔离观察的物资和登记本齐全", ("ISOLATION_ROOM",)),
    Item("VISITORS", "来访登记完整，测温设备能用", ("GATE",)),
)  # fmt: skip
LONGEST_NOTE = 200

LOOP = Loop(
    name="inspections.finding",
    states={"ASSIGNED": "待整改", "RECTIFIED": "待复查", "CLOSED": "已销号"},
    start="ASSIGNED",
    closed=frozenset({"CLOSED"}),
    # The hours of each state come from policy: services set the deadline after the move.
    moves=(
        Move("rectify", "报整改", ("ASSIGNED",), "RECTIFIED", "inspections.rectify", needs_proof=True,
             needs_reason=True),
        Move("close", "复查销号", ("RECTIFIED",), "CLOSED", "inspections.review", by_other_than="rectify"),
        Move("return", "退回重改", ("RECTIFIED",), "ASSIGNED", "inspections.review", needs_reason=True,
             by_other_than="rectify"),
    ),
    # The school first, its head a day later, the office above after three days. source: PROJECT
    escalation=(
        Escalation(0, ("HEALTH_TEACHER", "SCHOOL_LEADER")),
        Escalation(24, ("SCHOOL_LEADER",)),
        Escalation(72, ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER"), levels_up=1),
    ),
)  # fmt: skip
# The policy that gives the hours of each state.
HOURS = {"ASSIGNED": "inspections.rectify_hours", "RECTIFIED": "inspections.review_hours"}


class OfficeCloses(SizaoError):
    """What an office or an inspector found is closed by an office, not by the school itself."""

    code = "inspections.office_closes"
    message = "这是上级检查发现的问题，由上级复查销号"
    http_status = 403


def items_of(kind: str) -> tuple[Item, ...]:
    """Give the checklist of a kind of place."""
    return tuple(one for one in ITEMS if not one.kinds or kind in one.kinds)


def problems_of_answers(kind: str, answers: dict[str, str], notes: dict[str, str]) -> list[FieldProblem]:
    """List what is wrong with an inspection: every item is answered, every problem is said in words."""
    found = []
    for one in items_of(kind):
        if answers.get(one.code) not in Verdict.values():
            found.append(FieldProblem(f"item_{one.code}", "选检查结果：{item}", {"item": one.text}))
        elif answers[one.code] == Verdict.BAD and not notes.get(one.code, "").strip():
            found.append(FieldProblem(f"note_{one.code}", "写明发现什么问题：{item}", {"item": one.text}))
        elif len(notes.get(one.code, "")) > LONGEST_NOTE:
            found.append(FieldProblem(f"note_{one.code}", "最多{most}字", {"most": LONGEST_NOTE}))
    return found
