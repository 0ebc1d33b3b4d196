"""Set the plan of a school: national lines done tighter, lines of its own; what held before stays on record."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.models import PlanSetting
from sizao.prepare.hygiene.rules import Numbers, check_tighter, defaults, problems_of_setting
from sizao.registry.places import queries as places

OWN = "in a school that the use case asked the right for"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as typed, for one place or for all of a kind; code of the national line, "" for a line of its own."""

    place_kind: str = ""
    place_id: uuid.UUID | None = None
    code: str = ""
    work: str = ""
    what: str = ""
    agent: str = ""
    numbers: Numbers = field(default_factory=Numbers)
    weekdays: tuple[int, ...] = ()


@use_case("hygiene.plan.changed", permission="hygiene.plan", on="school_id")
def set_line(*, actor: Actor, now: dt.datetime, school_id: int, wanted: Wanted) -> uuid.UUID:
    """Set a line of the school's plan from today on; one that held for the same ends today.

    raises: Invalid, WeakerThanSource, NotVisible.
    """
    kind = _kind(school_id, wanted)
    values = _judged(wanted, kind)
    today = clock.school_date(now)
    same = PlanSetting.objects.whole_tree(reason=OWN).filter(
        school_id=school_id, code=wanted.code, place_kind=wanted.place_kind, place_id=wanted.place_id,
        valid_to__isnull=True,
    )  # fmt: skip
    if wanted.code:
        same.update(valid_to=today)
    elif same.filter(work=wanted.work, what=values["what"]).exists():
        raise Invalid([FieldProblem("what", "计划里已有这一条")])
    made = PlanSetting.objects.create(
        school_id=school_id, id=new_id(now), code=wanted.code, place_kind=wanted.place_kind, place_id=wanted.place_id,
        weekdays=sorted(wanted.weekdays), valid_from=today, set_by=actor.user_id, set_at=now, **values,
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="hygiene.setting", id=made.id)
    return made.id


def _kind(school_id: int, wanted: Wanted) -> str:
    """Give the kind of place that is meant.

    raises: NotVisible, Invalid.
    """
    if wanted.place_id is not None:
        place = places.find_place(school_id, wanted.place_id)
        if place is None or place.valid_to is not None:
            raise NotVisible()
        return place.kind
    if wanted.place_kind not in places.Kind.values():
        raise Invalid([FieldProblem("place", "选哪类场所，或哪一处")])
    return wanted.place_kind


def _judged(wanted: Wanted, kind: str) -> dict[str, object]:
    """Give what is kept of a line; of a national one only the numbers, the agent and the target are the school's.

    raises: Invalid, WeakerThanSource, NotVisible.
    """
    default = defaults().get(wanted.code)
    if wanted.code and (default is None or kind not in default.kinds):
        raise NotVisible()
    work, what = (default.work, default.what) if default else (wanted.work, wanted.what.strip())
    agent, numbers = wanted.agent.strip(), wanted.numbers
    problems = problems_of_setting(work=work, what=what, agent=agent, numbers=numbers, weekdays=wanted.weekdays)
    if default is not None and wanted.weekdays:
        problems.append(FieldProblem("weekdays", "全国规定每天都做，不能只选几天"))
    if problems:
        raise Invalid(problems)
    if default is not None:
        rule = queries.get_rule(default.source)
        check_tighter(default, numbers, text=rule.text if rule else "本系统的默认值")
    return {
        "work": work, "what": what, "agent": agent, "times": numbers.times, "minutes": numbers.minutes,
        "mg_per_l": numbers.mg_per_l,
    }  # fmt: skip


@use_case("hygiene.plan.taken_back", permission="hygiene.plan", on="school_id")
def retire_line(*, actor: Actor, now: dt.datetime, school_id: int, setting_id: uuid.UUID) -> None:
    """Take back what the school set: the national line holds again, a line of its own is asked no more.

    raises: NotVisible.
    """
    rows = PlanSetting.objects.whole_tree(reason=OWN)
    rows = rows.filter(school_id=school_id, id=setting_id, valid_to__isnull=True)
    if not rows.update(valid_to=clock.school_date(now)):
        raise NotVisible()
    usecase.touch(school_id=school_id, kind="hygiene.setting", id=setting_id, fields=("valid_to",))
