"""How a file of rooms is read: what its columns are called, and what each row says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sizao.core.changesets.cells import cell_text
from sizao.core.changesets.headers import Vocabulary
from sizao.core.errors import FieldProblem
from sizao.registry.places.rules.places import LARGEST_CAPACITY, LONGEST_NAME, ROOMS, Kind

SHEET = Vocabulary(
    anchor="room",
    required=("building", "room"),
    synonyms={
        "building": ("楼栋", "宿舍楼", "公寓", "公寓楼", "楼号", "栋", "所在楼", "楼宇"),
        "floor": ("楼层", "层", "所在楼层"),
        "room": ("房间", "房号", "房间号", "宿舍", "宿舍号", "寝室", "寝室号"),
        "kind": ("类型", "房间类型", "用途"),
        "capacity": ("床位", "床位数", "容纳人数", "可住人数", "额定人数"),
        "student_number": ("学籍号", "学籍辅号", "全国学籍号"),
        "name": ("姓名", "学生姓名", "住宿生", "住宿生姓名"),
        "class": ("班级", "所在班级", "行政班"),
    },
)
LABELS: Mapping[str, str] = {
    "building": "楼栋", "floor": "楼层", "room": "房间", "kind": "类型", "capacity": "床位", "student_number": "学籍号",
    "name": "姓名", "class": "班级",
}  # fmt: skip
KIND_WORDS = {kind.label: kind for kind in ROOMS} | {"学生宿舍": Kind.DORM_ROOM, "寝室": Kind.DORM_ROOM}
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One row: a room, and who gets a bed in it where someone is named."""

    number: int
    building: str
    floor: str
    room: str
    kind: str
    capacity: int | None
    student_number: str
    name: str
    class_name: str
    problems: tuple[FieldProblem, ...] = ()

    @property
    def has_person(self) -> bool:
        return bool(self.student_number or self.name)


def read_row(number: int, cells: Sequence[object], columns: Mapping[str, int]) -> RoomRow | None:
    """Read one row; None for an empty one."""
    text = {code: cell_text(cells[index]) if index < len(cells) else "" for code, index in columns.items()}
    if not any(text.values()):
        return None
    problems: list[FieldProblem] = []

    def wrong(field: str, reason: str, **params: object) -> None:
        problems.append(FieldProblem(field, reason, params, number, text.get(field, "")[:40]))

    for field, reason in (("building", "填在哪栋楼"), ("room", "填房间")):
        if not text.get(field):
            wrong(field, reason)
    for field in ("building", "floor", "room"):
        if len(text.get(field, "")) > LONGEST_NAME:
            wrong(field, "名称最多{most}字", most=LONGEST_NAME)
    kind = KIND_WORDS.get(text.get("kind") or Kind.DORM_ROOM.label)
    if kind is None:
        wrong("kind", "类型填宿舍、教室、实验室或隔离观察室")
    elif kind != Kind.DORM_ROOM and (text.get("name") or text.get("student_number")):
        wrong("kind", "只有宿舍可以住人")
    capacity = _capacity(text.get("capacity", ""))
    if capacity == 0:
        wrong("capacity", "床位填大于0的整数")
    return RoomRow(
        number, text.get("building", ""), text.get("floor", ""), text.get("room", ""), kind or Kind.DORM_ROOM,
        capacity or None, text.get("student_number", "").upper(), text.get("name", ""), text.get("class", ""),
        tuple(problems),
    )  # fmt: skip


def _capacity(text: str) -> int | None:
    """Read a number of beds: None when nothing is said, 0 when it is no such number."""
    if not text:
        return None
    return int(text) if text.isdecimal() and 0 < int(text) <= LARGEST_CAPACITY else 0
