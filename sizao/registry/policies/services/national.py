"""The nation's holidays and make-up days: those that came with this version, and years announced later."""

import csv
import datetime as dt
from collections.abc import Sequence
from importlib import resources

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Forbidden, Invalid
from sizao.core.usecase import use_case
from sizao.registry.policies import queries
from sizao.registry.policies.models import NationalDay
from sizao.registry.policies.rules import NationalRow


@use_case("policies.national_days.seeded", permission="policies.set")
def seed_national_days(*, actor: Actor, now: dt.datetime) -> int:
    """Load the national holidays and make-up days that came with this version.

    returns: number of days known afterwards.
    """
    text = resources.files("sizao.registry.policies").joinpath("data/holidays.csv").read_text("utf-8")
    rows = [
        NationalDay(day=dt.date.fromisoformat(row["day"]), kind=row["kind"], name=row["name"], source=row["source"])
        for row in csv.DictReader(text.splitlines())
    ]
    NationalDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name", "source"]
    )
    usecase.touch(school_id=usecase.COUNTRY, kind="policies.national_days", id="CN")
    return len(rows)


@use_case("policies.national_days.imported", permission="policies.import")
def import_national_days(*, actor: Actor, now: dt.datetime, rows: Sequence[NationalRow], source: str) -> None:
    """Take the announced days of one or more years; a year in the list replaces what was known of that year.

    raises: Forbidden below the province, for the days are everyone's; Invalid without rows or without a source.
    """
    if not queries.may_import(actor):
        raise Forbidden(act="导入全国节假日")
    if not rows:
        raise Invalid([FieldProblem("file", "文件里没有日期")])
    if not source.strip():
        raise Invalid([FieldProblem("source", "写明文号")])
    days = {row.day for row in rows}
    NationalDay.objects.filter(day__year__in={day.year for day in days}).exclude(day__in=days).delete()
    NationalDay.objects.bulk_create(
        [NationalDay(day=row.day, kind=row.kind, name=row.name, source=source.strip()) for row in rows],
        update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name", "source"],
    )  # fmt: skip
    years = sorted({day.year for day in days})
    usecase.touch(school_id=usecase.COUNTRY, kind="policies.national_days", id=",".join(map(str, years)))
