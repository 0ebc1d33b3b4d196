"""Name measure bundles: every change is a new version, what was ordered keeps the version it was ordered with."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.levels import queries
from sizao.registry.levels.models import Bundle
from sizao.registry.levels.rules import Level, Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

CHOICES_OF = {"boarding": orgs.Boarding.values(), "sizes": orgs.Size.values()}


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle as a unit names it; `code` of one that exists makes its next version."""

    name: str
    lines: Sequence[Line]
    source: str
    valid_from: dt.date
    level: str = ""
    code: str = ""


@use_case("levels.bundle.named", permission="levels.order", on="unit_id")
def name_bundle(*, actor: Actor, now: dt.datetime, unit_id: int, bundle: NewBundle) -> Bundle:
    """Keep a new bundle of a unit, or the next version of one it has.

    raises: Invalid, naming the line of an unknown measure or a value it cannot have.
    """
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    _refuse_bad(bundle, today)
    known = [row for row in queries.list_versions(unit) if row.code == bundle.code] if bundle.code else []
    code = bundle.code or f"B{len({row.code for row in queries.list_versions(unit)}) + 1}"
    made = Bundle.objects.create(
        unit_id=unit_id, code=code, version=max((row.version for row in known), default=0) + 1,
        name=bundle.name.strip(), level=bundle.level, lines=[line.as_json() for line in bundle.lines],
        source=bundle.source.strip(), valid_from=bundle.valid_from, made_by=actor.user_id, made_at=now,
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind="levels.bundle", id=made.id)
    return made


@use_case("levels.bundle.retired", permission="levels.order", on="unit_id")
def retire_bundle(*, actor: Actor, now: dt.datetime, unit_id: int, code: str) -> None:
    """Let a bundle no longer be ordered; responses that were keep their copy.

    raises: NotVisible.
    """
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    queries.get_own(unit, code)
    rows = Bundle.objects.whole_tree(reason="bundles of the unit for which the right was asked")
    for row in rows.filter(unit_id=unit_id, code=code, valid_to__isnull=True):
        row.valid_to = max(today, row.valid_from)
        row.save(update_fields=["valid_to"])
        usecase.touch(school_id=unit.key, kind="levels.bundle", id=row.id, fields=("valid_to",))


def _refuse_bad(bundle: NewBundle, today: dt.date) -> None:
    problems = []
    if not bundle.name.strip():
        problems.append(FieldProblem("name", "填措施包名称"))
    if not bundle.source.strip():
        problems.append(FieldProblem("source", "写明依据或文号"))
    if bundle.level and bundle.level not in Level.values():
        problems.append(FieldProblem("level", "选响应级别", value=bundle.level))
    if bundle.valid_from < today:
        problems.append(FieldProblem("valid_from", "不能早于今天", value=str(bundle.valid_from)))
    if not bundle.lines:
        problems.append(FieldProblem("lines", "至少选一项措施"))
    for row, line in enumerate(bundle.lines, start=1):
        problems += _line_problems(line, row)
    if problems:
        raise Invalid(problems)


def _line_problems(line: Line, row: int) -> list[FieldProblem]:
    if line.key not in policies.MEASURES:
        return [FieldProblem("lines", "没有名为“{key}”的措施", {"key": line.key}, row=row, value=line.key)]
    problems = []
    try:
        policies.read_value(policies.get_key(line.key), line.value)
    except SizaoError as error:
        problems.append(FieldProblem("lines", error.message, dict(error.params), row=row, value=str(line.value)))
    wanted = [(name, one) for name, codes in CHOICES_OF.items() for one in getattr(line, name) if one not in codes]
    wanted += [("stages", one) for one in line.stages if not re.fullmatch("[A-Z_]+", one)]
    return problems + [FieldProblem("lines", "没有这样的学校类型", row=row, value=one) for _, one in wanted]
