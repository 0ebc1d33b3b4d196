"""What kinds of places there are, what stands in what, and what is refused; values in, verdicts out."""

import uuid

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError


class Kind(Choices):
    """What a place (场所) is."""

    CAMPUS = "CAMPUS", "校区"
    BUILDING = "BUILDING", "楼栋"
    FLOOR = "FLOOR", "楼层"
    CLASSROOM = "CLASSROOM", "教室"
    DORM_ROOM = "DORM_ROOM", "宿舍"
    CANTEEN = "CANTEEN", "食堂"
    LABORATORY = "LABORATORY", "实验室"
    LIBRARY = "LIBRARY", "图书馆"
    GATE = "GATE", "校门"
    BUS = "BUS", "校车"
    ISOLATION_ROOM = "ISOLATION_ROOM", "隔离观察室"


class Process(Choices):
    """A key process (重点环节) whose checkpoints are listed place by place."""

    ARRIVAL = "ARRIVAL", "入校"
    DINING = "DINING", "就餐"
    DISMISSAL = "DISMISSAL", "放学"
    EXAM = "EXAM", "考试"
    VISITOR = "VISITOR", "来访"


# In what a place of a kind may stand. Every kind stands only in kinds named before it, so no cycle can be built.
STANDS_IN: dict[Kind, tuple[Kind, ...]] = {
    Kind.CAMPUS: (),
    Kind.BUILDING: (Kind.CAMPUS,),
    Kind.FLOOR: (Kind.BUILDING,),
    Kind.CLASSROOM: (Kind.BUILDING, Kind.FLOOR),
    Kind.DORM_ROOM: (Kind.BUILDING, Kind.FLOOR),
    Kind.LABORATORY: (Kind.BUILDING, Kind.FLOOR),
    Kind.ISOLATION_ROOM: (Kind.BUILDING, Kind.FLOOR),
    Kind.CANTEEN: (Kind.CAMPUS, Kind.BUILDING, Kind.FLOOR),
    Kind.LIBRARY: (Kind.CAMPUS, Kind.BUILDING, Kind.FLOOR),
    Kind.GATE: (Kind.CAMPUS,),
    Kind.BUS: (Kind.CAMPUS,),
}
# A place of these kinds stands in no open air and on no street: a room is in a building.
ROOMS = (Kind.CLASSROOM, Kind.DORM_ROOM, Kind.LABORATORY, Kind.ISOLATION_ROOM)
NEEDS_PARENT = (Kind.FLOOR, *ROOMS)
# Key places (重点场所) unless someone says otherwise.
KEY_KINDS = (Kind.DORM_ROOM, Kind.CANTEEN, Kind.LABORATORY, Kind.LIBRARY, Kind.GATE, Kind.BUS, Kind.ISOLATION_ROOM)

LONGEST_NAME = 40
LONGEST_CHECKPOINT = 120
LARGEST_CAPACITY = 100_000
# A place's number names it as a group that reports: larger than any unit's id, exact in every JSON reader.
FIRST_NUMBER = 1 << 52


class NoBuilding(SizaoError):
    """A room without a building: nobody would find it, and no grid would hold it."""

    code = "places.no_building"
    message = "{kind}“{name}”要写明在哪栋楼"
    http_status = 422


class WrongParent(SizaoError):
    """A place cannot stand there."""

    code = "places.wrong_parent"
    message = "{kind}不能设在{parent}里，可以设在：{allowed}"
    http_status = 422


def number_of(place_id: uuid.UUID) -> int:
    """Give the number under which a place reports, drawn from the random end of its id."""
    return FIRST_NUMBER | (place_id.int & (FIRST_NUMBER - 1))


def is_place_number(group_id: int) -> bool:
    """Tell a place's number from a unit's id."""
    return group_id >= FIRST_NUMBER


def judge_parent(kind: Kind, name: str, parent: Kind | None) -> None:
    """Refuse a place that stands nowhere, or in what cannot hold it.

    raises: NoBuilding, WrongParent.
    """
    if parent is None:
        if kind in NEEDS_PARENT:
            raise NoBuilding(kind=kind.label, name=name)
        return
    if parent not in STANDS_IN[kind]:
        allowed = [one.label for one in STANDS_IN[kind]]
        raise WrongParent(kind=kind.label, parent=parent.label, allowed=allowed or ["学校"])


def problems_of_place(*, name: str, kind: str, capacity: int | None) -> list[FieldProblem]:
    """List what is wrong with a place in itself."""
    found = []
    if not name.strip():
        found.append(FieldProblem("name", "填名称"))
    elif len(name.strip()) > LONGEST_NAME:
        found.append(FieldProblem("name", "名称最多{most}字", {"most": LONGEST_NAME}, value=name[:60]))
    if kind not in Kind.values():
        found.append(FieldProblem("kind", "不认识的选项：{code}", {"code": kind[:30]}))
    if capacity is not None and not 0 < capacity <= LARGEST_CAPACITY:
        found.append(FieldProblem("capacity", "容纳人数填大于0的整数", value=str(capacity)))
    return found


def problems_of_checkpoint(*, process: str, text: str, role: str, roles: list[str]) -> list[FieldProblem]:
    """List what is wrong with a checkpoint; a checkpoint has a post that answers for it."""
    found = []
    if process not in Process.values():
        found.append(FieldProblem("process", "选环节"))
    if not text.strip():
        found.append(FieldProblem("text", "写明检查什么"))
    elif len(text.strip()) > LONGEST_CHECKPOINT:
        found.append(FieldProblem("text", "检查内容最多{most}字", {"most": LONGEST_CHECKPOINT}))
    if role not in roles:
        found.append(FieldProblem("role", "选负责的岗位"))
    return found
