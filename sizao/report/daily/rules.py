"""What a return holds, when it may be signed, and its closed loop."""

import datetime as dt
from dataclasses import dataclass, field, replace

from sizao.core.choices import Choices
from sizao.core.loops import Escalation, Loop, Move

OFFICERS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")

LOOP = Loop(
    name="daily.return",
    states={"PREPARED": "待签报", "SIGNED": "已签报", "AMENDED": "已更正", "RECEIVED": "上级已汇总"},
    start="PREPARED",
    closed=frozenset({"RECEIVED"}),
    moves=(
        Move("sign", "签报", ("PREPARED",), "SIGNED", "daily.sign"),
        Move("amend", "更正", ("SIGNED", "RECEIVED", "AMENDED"), "AMENDED", "daily.sign", needs_reason=True),
        Move("receive", "汇总", ("SIGNED", "AMENDED"), "RECEIVED", "daily.sign", by_other_than="sign"),
    ),
    escalation=(
        Escalation(0, ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", *OFFICERS)),
        Escalation(0.5, OFFICERS, levels_up=1),
    ),
)


class CallAnswer(Choices):
    """What came of a call."""

    WILL_REPORT = "WILL_REPORT", "马上报"
    PROBLEM = "PROBLEM", "有困难"
    NO_ANSWER = "NO_ANSWER", "没打通"


SESSIONS = {"MORNING": "晨检", "NOON": "午检", "EVENING": "晚检", "OBSERVATION": "全日观察"}
LEVELS = {"SCHOOL": "学校", "COUNTY": "县区", "CITY": "市", "PROVINCE": "省"}
# What each figure is called, in the order in which they are shown.
TITLES = {
    "expected": "应报", "waived": "免报", "reported": "已报", "missing": "未报", "zero": "零报告", "on_time": "按时",
    "late": "逾期补报", "enrolled": "应到", "present": "实到", "absent": "缺勤", "absent_ill": "因病缺勤",
    "ill": "异常学生",
}  # fmt: skip
FIGURES = ("expected", "waived", "reported", "zero", "late", "enrolled", "absent", "absent_ill", "ill")


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a return or a board; missing is never counted as zero.

    units, units_reporting: sub-units expected and heard from, the "n of N" beside every rate.
    """

    expected: int = 0
    waived: int = 0
    reported: int = 0
    zero: int = 0
    late: int = 0
    enrolled: int = 0
    absent: int = 0
    absent_ill: int = 0
    ill: int = 0
    units: int = 0
    units_reporting: int = 0

    @property
    def due(self) -> int:
        """Reports that had to come: expected without the waived."""
        return self.expected - self.waived

    @property
    def missing(self) -> int:
        return max(self.due - self.reported, 0)

    @property
    def on_time(self) -> int:
        return self.reported - self.late

    @property
    def present(self) -> int:
        return self.enrolled - self.absent

    def plus(self, other: "Figures") -> "Figures":
        """Add two sets of figures, sub-units included."""
        names = (*FIGURES, "units", "units_reporting")
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def difference(self, other: "Figures") -> dict[str, tuple[int, int]]:
        """List what differs from other figures: name to (old, new)."""
        pairs = {name: (getattr(other, name), getattr(self, name)) for name in FIGURES}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def with_units(self, units: int, reporting: int) -> "Figures":
        """Say how many sub-units stand behind the figures."""
        return replace(self, units=units, units_reporting=reporting)


@dataclass(frozen=True, slots=True)
class Window:
    """What a return covers: everything due or found in [start, end)."""

    start: dt.datetime
    end: dt.datetime

    def holds(self, moment: dt.datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a return can be signed now; `missing` groups need a stated reason first."""

    can_sign: bool
    missing: tuple[int, ...] = field(default=())
    unexplained: tuple[int, ...] = field(default=())


def readiness(*, missing: tuple[int, ...], reasons: dict[int, str]) -> Readiness:
    """Judge whether a return may be signed: every missing unit must have a reason in words."""
    unexplained = tuple(unit for unit in missing if not reasons.get(unit, "").strip())
    return Readiness(not unexplained, missing, unexplained)
