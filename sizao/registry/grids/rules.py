"""The two lines of the grid (网格), what a cell may cover; values in, verdicts out."""

import uuid
from collections.abc import Mapping

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError


class Line(Choices):
    """Along what people are held: every person has a class or department, every boarder a room too."""

    CLASS = "CLASS", "班级线"
    DORM = "DORM", "宿舍线"


class Change(Choices):
    """What a worker reports about a cell without naming anyone; whoever keeps the roster looks."""

    CAME = "CAME", "来了新人"
    WENT = "WENT", "有人离开"
    MOVED = "MOVED", "有人换班或换房"
    CONTACT = "CONTACT", "联系方式变了"


LONGEST_NAME = 40
# How long those who keep the roster have to look at a reported change. source: PROJECT
CHANGE_HOURS = 24


class GridCycle(SizaoError):
    """A cell would lie in itself."""

    code = "grids.cycle"
    message = "“{name}”不能设在自己或自己的下级网格里"
    http_status = 409


class OtherLine(SizaoError):
    """Cells of the two lines do not hold each other."""

    code = "grids.other_line"
    message = "上级网格要在同一条线上"
    http_status = 422


def judge_parent(cell_id: uuid.UUID, name: str, parent_id: uuid.UUID | None, parents: Mapping) -> None:
    """Refuse a parent that lies below the cell itself.

    parents: each cell of the school to its parent. raises: GridCycle.
    """
    seen: set = set()
    at = parent_id
    while at is not None and at not in seen:
        if at == cell_id:
            raise GridCycle(name=name)
        seen.add(at)
        at = parents.get(at)


def problems_of_cell(*, name: str, line: str) -> list[FieldProblem]:
    """List what is wrong with a cell in itself."""
    found = []
    if not name.strip():
        found.append(FieldProblem("name", "填网格名称"))
    elif len(name.strip()) > LONGEST_NAME:
        found.append(FieldProblem("name", "名称最多{most}字", {"most": LONGEST_NAME}))
    if line not in Line.values():
        found.append(FieldProblem("line", "选班级线或宿舍线"))
    return found
