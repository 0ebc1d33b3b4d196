"""Read the robots of a unit for those who keep them; never an address or a secret."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.robots.models import Post, Robot
from sizao.core.robots.rules import Kind, PostState, Takes


@dataclass(frozen=True, slots=True)
class RobotLine:
    """A robot as its page shows it; labels are Chinese."""

    key: Key
    unit_id: int
    kind: str
    title: str
    takes: str
    where: str
    is_on: bool
    failures: int
    next_try_at: dt.datetime | None
    latest_at: dt.datetime | None
    latest_failure: str
    counts: dict[str, int]

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label

    @property
    def takes_label(self) -> str:
        return Takes(self.takes).label

    @property
    def waiting(self) -> int:
        return self.counts.get(PostState.WAITING.value, 0)


def list_robots(actor: Actor, *, unit: UnitRef, today: dt.date) -> list[RobotLine]:
    """List the robots of one unit with what became of today's messages; two queries.

    raises: NotVisible, Forbidden.
    """
    actor.require("robots.manage", unit)
    rows = list(Robot.objects.visible_to(actor).filter(school_id=unit.key, unit_id=unit.id).order_by("title", "id"))
    counts: dict[uuid.UUID, Counter[str]] = {}
    posts = Post.objects.filter(school_id=unit.key, day=today, robot_id__in=[row.id for row in rows])
    for robot_id, state in posts.values_list("robot_id", "state"):
        counts.setdefault(robot_id, Counter())[state] += 1
    return [_line(row, counts.get(row.id, Counter())) for row in rows]


def _line(row: Robot, counts: Counter[str]) -> RobotLine:
    return RobotLine(
        Key(row.school_id, row.id), row.unit_id, row.kind, row.title, row.takes, f"{row.host}…{row.address_end}",
        row.is_on, row.failures, row.next_try_at, row.latest_at, row.latest_failure, dict(counts),
    )  # fmt: skip


def get_robot(actor: Actor, key: Key) -> Robot:
    """Give one robot to who keeps it.

    raises: NotVisible.
    """
    row = Robot.objects.visible_to(actor).filter(school_id=key.school_id, id=key.id).first()
    if row is None:
        raise NotVisible()
    return row
