"""What is done in a place, how and how often: the national set with its sources, and what a school makes of it."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError
from sizao.epi import packs


class Work(Choices):
    """What is done."""

    VENTILATION = "VENTILATION", "通风"
    DISINFECTION = "DISINFECTION", "消毒"
    AIR = "AIR", "空气消毒"
    CLEANING = "CLEANING", "清洁"


# Lengths and limits of what is typed. source: PROJECT
LONGEST_WHAT, LONGEST_AGENT, MOST_TIMES, MOST_MINUTES = 60, 30, 12, 480
CHLORINE = "含氯消毒剂"
INDOORS = ("CLASSROOM", "DORM_ROOM", "CANTEEN", "LABORATORY", "LIBRARY", "BUS", "ISOLATION_ROOM")
TOUCHED = (*INDOORS, "BUILDING", "GATE")
SWEPT = ("CLASSROOM", "DORM_ROOM", "CANTEEN", "LABORATORY", "LIBRARY", "BUS")


class WeakerThanSource(SizaoError):
    """A school wanted less than the text asks."""

    code = "hygiene.weaker_than_source"
    message = "“{what}”{number}不能少于{least}，依据：{source}"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a thing is done: times a day, minutes each time, available chlorine in mg/L; None where nothing is asked."""

    times: int | None = None
    minutes: int | None = None
    mg_per_l: int | None = None


NUMBER_LABELS = {"times": "每天次数", "minutes": "每次分钟", "mg_per_l": "有效氯浓度"}


@dataclass(frozen=True, slots=True)
class Default:
    """One line of the national set. least: what a school may not go below. most_mg_per_l: where a text ends a range."""

    code: str
    work: Work
    what: str
    kinds: tuple[str, ...]
    source: str
    numbers: Numbers
    least: Numbers
    agent: str = ""
    most_mg_per_l: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan of a place, as it holds there.

    code: of the national line, or the id of the school's own. setting: what the school changed, by id; None for none.
    weekdays: 1 to 7, and then whatever the calendar says; empty for every school day.
    """

    code: str
    work: str
    what: str
    numbers: Numbers
    agent: str = ""
    most_mg_per_l: int | None = None
    weekdays: tuple[int, ...] = ()
    source: str = ""
    setting: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a school set: for one place or for all of a kind; code "" for a line of its own; [valid_from, valid_to)."""

    id: uuid.UUID
    code: str
    place_kind: str
    place_id: uuid.UUID | None
    work: str
    what: str
    agent: str
    numbers: Numbers
    weekdays: tuple[int, ...]
    valid_from: dt.date
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def is_for(self, kind: str, place_id: uuid.UUID | None) -> bool:
        return self.place_id == place_id if self.place_id else self.place_kind == kind


def _params(rule: str) -> dict:
    return packs.get(rule).params


@functools.cache
def defaults() -> dict[str, Default]:
    """Give the national set by code; all numbers are read from the rules that it names.

    Ventilation "2至3次" is asked three times, and a school may come down to the text's two. source: DIS-VENT
    Sweeping is asked once a day without a text. source: PROJECT
    """
    surface, toilet = _params("DIS-SURFACE"), _params("DIS-TOILET")
    vent, boil = _params("DIS-VENT"), _params("DIS-TABLEWARE")
    low, high = surface["mg_per_l"]
    touched = Numbers(surface["per_day"], surface["minutes"], low)
    toilets, dishes, swept = Numbers(1, None, toilet["mg_per_l"]), Numbers(None, boil["boil_minutes"]), Numbers(1)
    airing = Numbers(vent["times"], vent["minutes"])
    found = (
        Default("VENT", Work.VENTILATION, "开窗通风", INDOORS, "DIS-VENT", airing,
                Numbers(vent["times"] - 1, vent["minutes"])),
        Default("SURFACE", Work.DISINFECTION, "门把手、桌面、扶手和地面，作用后擦净", TOUCHED, "DIS-SURFACE",
                touched, touched, CHLORINE, high),
        Default("TOILET", Work.DISINFECTION, "卫生间", ("BUILDING",), "DIS-TOILET", toilets, toilets, CHLORINE),
        Default("TABLEWARE", Work.DISINFECTION, "餐具煮沸，或用热力消毒柜", ("CANTEEN",), "DIS-TABLEWARE",
                dishes, dishes),
        Default("SWEEP", Work.CLEANING, "清扫地面，清理垃圾", SWEPT, "PROJECT", swept, swept),
    )  # fmt: skip
    return {one.code: one for one in found}


def kinds_with_plan() -> list[str]:
    """List the kinds of place for which the national set asks something."""
    return sorted({kind for one in defaults().values() for kind in one.kinds})


def plan_of(kind: str, place_id: uuid.UUID | None, settings: Iterable[Setting]) -> list[Line]:
    """Give the lines that hold for a place (or, without one, for all of a kind): the nation's, the school's own.

    A setting for the place goes before one for its kind; neither is ever read below the national least.
    """
    own = sorted((one for one in settings if one.is_for(kind, place_id)), key=lambda one: one.place_id is not None)
    lines = [_line(default, own) for default in defaults().values() if kind in default.kinds]
    return lines + [
        Line(str(one.id), one.work, one.what, one.numbers, one.agent, None, one.weekdays, "", one.id)
        for one in own if not one.code
    ]  # fmt: skip


def _line(default: Default, own: Sequence[Setting]) -> Line:
    held = Line(default.code, default.work, default.what, default.numbers, default.agent, default.most_mg_per_l,
                source=default.source)  # fmt: skip
    for one in own:
        if one.code == default.code:
            numbers = Numbers(**{
                part.name: _not_below(getattr(default.least, part.name), getattr(one.numbers, part.name))
                for part in fields(Numbers)
            })  # fmt: skip
            most = None if numbers.mg_per_l != default.numbers.mg_per_l else default.most_mg_per_l
            held = Line(default.code, default.work, default.what, numbers, one.agent or default.agent, most,
                        source=default.source, setting=one.id)  # fmt: skip
    return held


def _not_below(least: int | None, wanted: int | None) -> int | None:
    return least if wanted is None else max(least or 0, wanted)


def is_due(lines: Iterable[Line], day: dt.date, *, is_school_day: bool) -> list[Line]:
    """Give the lines that are to be done on a day."""
    return [one for one in lines if (day.isoweekday() in one.weekdays if one.weekdays else is_school_day)]


def check_tighter(default: Default, wanted: Numbers, *, text: str) -> None:
    """Refuse numbers of a school that ask for less than the text, which is given in words.

    raises: WeakerThanSource.
    """
    for name, label in NUMBER_LABELS.items():
        least, asked = getattr(default.least, name), getattr(wanted, name)
        if least is not None and (asked is None or asked < least):
            raise WeakerThanSource(what=default.what, number=label, least=least, source=text)


def problems_of_setting(
    *, work: str, what: str, agent: str, numbers: Numbers, weekdays: Sequence[int]
) -> list[FieldProblem]:
    """List what is wrong with a line of a plan in itself.

    source: DIS-NORO-VOMIT for the strongest chlorine that any rule names.
    """
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, **params: object) -> None:
        found.append(FieldProblem(field, reason, params))

    if work not in Work.values():
        wrong("work", "选做什么")
    if not 1 <= len(what) <= LONGEST_WHAT:
        wrong("what", "写明对什么做，最多{most}字", most=LONGEST_WHAT)
    if len(agent) > LONGEST_AGENT:
        wrong("agent", "消毒剂最多{most}字", most=LONGEST_AGENT)
    strongest = _params("DIS-NORO-VOMIT")["mg_per_l"][1]
    for name, most in (("times", MOST_TIMES), ("minutes", MOST_MINUTES), ("mg_per_l", strongest)):
        value = getattr(numbers, name)
        if value is not None and not 1 <= value <= most:
            wrong(name, "填1到{most}之间的整数", most=most)
    if not set(weekdays) <= set(range(1, 8)):
        wrong("weekdays", "选星期几")
    return found
