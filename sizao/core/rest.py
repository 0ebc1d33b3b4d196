"""What every module's `api.py` is made of: bounded types, one-or-many bodies, problems, pages."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import pydantic
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from sizao.core import clock
from sizao.core.choices import Choices

LARGEST_ID = 2**63 - 1
EARLIEST_DAY, LATEST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
MOST_PER_PAGE = 200
# Parts of a pydantic location that say which form of a body was meant, not which field.
ONE, MANY = "one", "many"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Item = TypeVar("Item")


class Given(pydantic.BaseModel):
    """What a client sends; a field nobody knows is an error and never dropped in silence."""

    model_config = pydantic.ConfigDict(extra="forbid")


def _refuse_far(year: int) -> None:
    """Refuse years in which nothing can have happened: date arithmetic and the database end there."""
    if not EARLIEST_DAY.year <= year <= LATEST_DAY.year:
        limits = {"earliest": str(EARLIEST_DAY), "latest": str(LATEST_DAY)}
        raise PydanticCustomError("day_out_of_range", "day is out of range", limits)


def _read_day(value: object) -> dt.date:
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("bad_day", "day is not YYYY-MM-DD")
    _refuse_far(day.year)
    return day


def _read_moment(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("bad_moment", "moment is not ISO 8601 text")
    return value


def _near(moment: dt.datetime) -> dt.datetime:
    _refuse_far(moment.year)
    return moment


UnitId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Day = Annotated[dt.date, BeforeValidator(_read_day)]
Moment = Annotated[pydantic.AwareDatetime, BeforeValidator(_read_moment), AfterValidator(_near)]
# Shown on the clock of the schools, whatever zone the database answered in.
ShownMoment = Annotated[
    dt.datetime,
    PlainSerializer(lambda moment: moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def text(most: int, *, least: int = 0) -> Any:
    """Make the type of a text of at most so many characters; PostgreSQL keeps no NUL, so none is taken."""
    limits = StringConstraints(min_length=least, max_length=most, strip_whitespace=True, pattern=r"^[^\x00]*$")
    return Annotated[str, limits]


def coded(kind: type[Choices]) -> Any:
    """Make the type of a coded value: one of the codes of `kind`."""
    codes = frozenset(kind.values())

    def known(code: str) -> str:
        if code not in codes:
            raise PydanticCustomError("unknown_code", "unknown code", {"code": code[:30]})
        return code

    return Annotated[str, AfterValidator(known), WithJsonSchema({"type": "string", "enum": kind.values()})]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row of a list that could not be read; the other rows stand. errors: as pydantic lists them."""

    errors: list[Any]


def _keep_unread(value: Any, read: Callable[[Any], Any]) -> Any:
    try:
        return read(value)
    except pydantic.ValidationError as error:
        return Unread(error.errors(include_url=False))


def many(model: type[Given], *, most: int) -> Any:
    """Make the type of a body that is a list, whose unreadable rows become `Unread`."""
    row: Any = Annotated[model, WrapValidator(_keep_unread)]
    return Annotated[list[row], Field(min_length=1, max_length=most)]


def one_or_many(model: type[Given], *, most: int) -> Any:
    """Make the type of a body that is one object, or a list whose unreadable rows become `Unread`."""
    one: Any = Annotated[model, Tag(ONE)]
    rows: Any = Annotated[many(model, most=most), Tag(MANY)]
    return Annotated[one | rows, Discriminator(lambda given: MANY if isinstance(given, list) else ONE)]


class ProblemField(Schema):
    """One thing wrong with one field; `row` counts from 1 in a list that was sent."""

    field: str
    row: int | None = None
    reason: str
    value: str = ""


class Problem(Schema, extra="allow"):
    """A refusal (RFC 9457): `code` for programs, `title` for people in the language asked for."""

    type: str
    title: str
    status: int
    code: str
    instance: str
    errors: list[ProblemField] = []


class Paging(pydantic.BaseModel):
    """Which page of a list is wanted."""

    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=MOST_PER_PAGE)


class Page(Schema, Generic[Item]):
    """One page of a list; `next` is the address of the following page, null on the last."""

    items: list[Item]
    total: int
    page: int
    per_page: int
    next: str | None


def paged(request: HttpRequest, rows: QuerySet | Sequence, paging: Paging) -> dict[str, Any]:
    """Cut one page out of ordered rows; two queries for a queryset."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    start = (paging.page - 1) * paging.per_page
    end = start + paging.per_page
    following = None
    if end < total:
        query = request.GET.copy()
        query["page"] = str(paging.page + 1)
        following = f"{request.path}?{query.urlencode()}"
    return {
        "items": list(rows[start:end]), "total": total, "page": paging.page, "per_page": paging.per_page,
        "next": following,
    }  # fmt: skip
