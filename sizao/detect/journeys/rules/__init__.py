"""What a collection asks, what an answer may say; values in, verdicts out. Areas at risk: `risks`."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem
from sizao.detect.journeys.rules.risks import stem

DAY = dt.timedelta(days=1)


class Kind(Choices):
    """What a collection is for."""

    HOLIDAY = "HOLIDAY", "假期去向"
    RETURN = "RETURN", "返校前行程"


class Whereabouts(Choices):
    """The one question: who has not said is neither."""

    LOCAL = "LOCAL", "在本地"
    AWAY = "AWAY", "去外地"


class Source(Choices):
    """Who said it."""

    GUARDIAN = "GUARDIAN", "监护人填"
    CLASS = "CLASS", "学校代填"
    SELF = "SELF", "本人填"


class Means(Choices):
    """How someone travels."""

    TRAIN = "TRAIN", "火车"
    PLANE = "PLANE", "飞机"
    COACH = "COACH", "客车"
    CAR = "CAR", "自驾"
    SHIP = "SHIP", "轮船"
    OTHER = "OTHER", "其他"


# All limits are project decisions. source: PROJECT
LONGEST_NAME, LONGEST_PLACE, LONGEST_NUMBER = 40, 60, 40
FURTHEST_DAYS, LONGEST_DAYS = 200, 120
# A stay or trip may lie so long before the first day asked about and after the return. source: PROJECT
EDGE_DAYS = 30
# An answer may come, or be corrected, so long after the return. source: PROJECT
LATE_DAYS = 14
MOST_PARTS = 10
# What an answer is assumed to take. source: PROJECT
SECONDS, CLASS_SECONDS = 15, 40
# Street (9 digits) or community (12 digits) of the statistical division codes. source: STAT-DIVISIONS
STREET = re.compile(r"\d{9}(\d{3})?")


@dataclass(frozen=True, slots=True)
class NewCollection:
    """What a unit asks: over [starts_on, ends_on), back at school on `return_on`."""

    kind: str
    name: str
    starts_on: dt.date
    ends_on: dt.date
    return_on: dt.date


@dataclass(frozen=True, slots=True)
class NewStay:
    """A place of stay over [starts_on, ends_on): a division of the code list, or abroad by `place` alone."""

    area_code: str
    starts_on: dt.date
    ends_on: dt.date
    street_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class NewTrip:
    """A way from one division to another; `number` is train, carriage, seat or flight. An empty code is abroad."""

    from_code: str
    to_code: str
    left_on: dt.date
    arrived_on: dt.date
    means: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What is said of one person; who is here has neither stays nor trips."""

    whereabouts: str
    stays: tuple[NewStay, ...] = ()
    trips: tuple[NewTrip, ...] = ()


def problems_of_collection(new: NewCollection, *, today: dt.date) -> list[FieldProblem]:
    """List everything wrong with a collection that can be seen without the database."""
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, **params: object) -> None:
        found.append(FieldProblem(field, reason, params))

    if new.kind not in Kind.values():
        wrong("kind", "选假期去向或返校前行程")
    if not 1 <= len(new.name) <= LONGEST_NAME:
        wrong("name", "填名称，最多{most}字", most=LONGEST_NAME)
    if new.ends_on <= new.starts_on:
        wrong("latest_day", "不能早于第一天")
    elif (new.ends_on - new.starts_on).days > LONGEST_DAYS:
        wrong("latest_day", "最多{days}天", days=LONGEST_DAYS)
    if new.return_on < today:
        wrong("return_on", "返校日期不能早于今天")
    elif new.return_on < new.ends_on - DAY:
        wrong("return_on", "返校日期不能早于最后一天")
    elif new.return_on > today + dt.timedelta(days=FURTHEST_DAYS):
        wrong("return_on", "日期最远到{days}天后", days=FURTHEST_DAYS)
    return found


def problems_of_answer(
    answer: NewAnswer, *, first: dt.date, return_on: dt.date, is_known: Callable[[str], bool]
) -> list[FieldProblem]:
    """List everything wrong with an answer.

    first: the first day asked about. is_known: whether a code stands in the list of divisions.
    """
    if answer.whereabouts not in Whereabouts.values():
        return [FieldProblem("whereabouts", "选在本地或去外地")]
    if answer.whereabouts == Whereabouts.LOCAL:
        return [FieldProblem("whereabouts", "在本地的不填行程")] if answer.stays or answer.trips else []
    if not answer.stays:
        return [FieldProblem("area", "填住在哪里")]
    days = (first - dt.timedelta(days=EDGE_DAYS), return_on + dt.timedelta(days=EDGE_DAYS))
    found = [problem for stay in answer.stays for problem in problems_of_stay(stay, days=days, is_known=is_known)]
    return found + [
        problem for trip in answer.trips for problem in problems_of_trip(trip, days=days, is_known=is_known)
    ]


def problems_of_stay(
    stay: NewStay, *, days: tuple[dt.date, dt.date], is_known: Callable[[str], bool]
) -> list[FieldProblem]:
    """List what is wrong with a stay; days: the earliest and the latest day it may touch."""
    found = []
    if stay.area_code and not is_known(stay.area_code):
        found.append(FieldProblem("area", "代码表里没有这个地方", value=stay.area_code[:12]))
    if not stay.area_code and not stay.place:
        found.append(FieldProblem("place", "在境外的，写国家或地区"))
    if len(stay.place) > LONGEST_PLACE:
        found.append(FieldProblem("place", "最多{most}字", {"most": LONGEST_PLACE}))
    if stay.street_code and not STREET.fullmatch(stay.street_code):
        found.append(
            FieldProblem("street_code", "区划代码是9位（街道）或12位（社区）数字", value=stay.street_code[:20])
        )
    elif stay.street_code and not stay.street_code.startswith(stem(stay.area_code) or "-"):
        reason = "街道社区代码要以{code}开头"
        found.append(FieldProblem("street_code", reason, {"code": stay.area_code}, value=stay.street_code))
    return found + _problems_of_days(stay.starts_on, stay.ends_on - DAY, days, ("starts_on", "latest_day"))


def problems_of_trip(
    trip: NewTrip, *, days: tuple[dt.date, dt.date], is_known: Callable[[str], bool]
) -> list[FieldProblem]:
    """List what is wrong with a trip."""
    found = [
        FieldProblem(field, "代码表里没有这个地方", value=code[:12])
        for field, code in (("from_area", trip.from_code), ("to_area", trip.to_code))
        if code and not is_known(code)
    ]
    if trip.means not in Means.values():
        found.append(FieldProblem("means", "选怎么走"))
    if len(trip.number) > LONGEST_NUMBER:
        found.append(FieldProblem("number", "最多{most}字", {"most": LONGEST_NUMBER}))
    return found + _problems_of_days(trip.left_on, trip.arrived_on, days, ("left_on", "arrived_on"))


def _problems_of_days(
    first: dt.date, latest: dt.date, days: tuple[dt.date, dt.date], fields: tuple[str, str]
) -> list[FieldProblem]:
    if latest < first:
        return [FieldProblem(fields[1], "不能早于第一天", value=str(latest))]
    limits = {"first": str(days[0]), "latest": str(days[1])}
    return [
        FieldProblem(field, "日期在{first}和{latest}之间", limits, value=str(day))
        for field, day in zip(fields, (first, latest), strict=True)
        if not days[0] <= day <= days[1]
    ]


def is_asked(return_on: dt.date, today: dt.date) -> bool:
    """Tell whether a collection still asks."""
    return today <= return_on


def is_taken(return_on: dt.date, today: dt.date) -> bool:
    """Tell whether answers to a collection are still taken."""
    return today <= return_on + dt.timedelta(days=LATE_DAYS)
