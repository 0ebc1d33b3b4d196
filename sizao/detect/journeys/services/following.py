"""Show a school who was in an area at risk, decide what is done for each, and keep its tasks in step."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.tasks import queries as opened
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.tasks.services import NewTask
from sizao.core.usecase import use_case
from sizao.detect.journeys import queries
from sizao.detect.journeys.models import FollowUp, RiskArea
from sizao.detect.journeys.queries import Answered, Touched
from sizao.detect.journeys.queries.risks import answers_of
from sizao.detect.journeys.rules import DAY
from sizao.detect.journeys.rules.risks import FOLLOW_HOURS, LONGEST_REASON, Outcome
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.tags import queries as held
from sizao.registry.tags import services as tags
from sizao.registry.tags.services import NewTag

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")
TASK = TaskKind(
    "journeys.follow_up", "风险地区人员跟进", "{area}：核实最近到过的人，逐人跟进", HEALTH_STAFF, "journeys.follow",
    closes_with_record=True, url=lambda key, _about: f"/journeys/touched/{key.school_id}/",
)  # fmt: skip
PURPOSE = "风险地区人员跟进"
MEASURES = ("TEMPERATURE", "FOLLOW_UP")
DONE, NOBODY, TAKEN_BACK = "逐人已有决定", "没有要跟进的人了", "风险地区已撤回"


@dataclass(frozen=True, slots=True)
class Shown:
    """Someone who was in an area at risk, by name, with what was said; a measure would hold until `until`."""

    touched: Touched
    name: str
    group_id: int
    said: Answered
    until: dt.date


@use_case("journeys.touched.shown", permission="journeys.follow", on="school_id")
def show_touched(*, actor: Actor, now: dt.datetime, school_id: int) -> list[Shown]:
    """Give by name who of a school was in an area at risk lately; the look stays on record.

    raises: NotVisible, Forbidden.
    """
    usecase.touch(school_id=school_id, kind="journeys.touched", id=school_id, purpose=PURPOSE)
    return _shown(actor, school_id, clock.school_date(now))


def _shown(actor: Actor, school_id: int, today: dt.date) -> list[Shown]:
    found = queries.list_touched(school_id, today)
    said = {
        one.answer.id: one for one in queries.parts_of(answers_of(school_id, {line.answer_id for line in found}))
    }  # fmt: skip
    rows = [one.answer for one in said.values()]
    ids = [row.person_id for row in rows if row.person_id is not None]
    known = roster.list_people(actor, school_id=school_id, ids=ids) if ids else {}
    names = accounts.names_of([row.user_id for row in rows if row.user_id is not None])
    start, _ = queries.window_of(school_id, today)
    lines = []
    for one in found:
        row = said[one.answer_id].answer
        person = known.get(row.person_id) if row.person_id is not None else None
        name = person.name if person is not None else names.get(row.user_id or 0, "")
        until = max(one.touch.latest_day + (today - start), today)
        if name:
            lines.append(Shown(one, name, row.group_id, said[one.answer_id], until))
    return lines


@use_case("journeys.follow_up.decided", permission="journeys.follow", on="school_id")
def decide(
    *, actor: Actor, now: dt.datetime, school_id: int, answer_id: uuid.UUID, risk_id: int, outcome: str, reason: str
) -> None:
    """Say what is done for someone who was in an area at risk: tagged as returned until a day, or why nothing.

    Who has no place in the roster is not tagged: what is done is written. The task closes with the last decision.
    raises: NotVisible, Forbidden, Invalid.
    """
    today, reason = clock.school_date(now), reason.strip()
    lines = _shown(actor, school_id, today)
    line = next((one for one in lines if _is(one.touched, answer_id, risk_id)), None)
    if line is None:
        raise NotVisible()
    person_id = line.said.answer.person_id
    if outcome not in Outcome.values():
        raise Invalid([FieldProblem("outcome", "选怎么处理")])
    if not reason and (outcome == Outcome.NO_MEASURE or person_id is None):
        raise Invalid([FieldProblem("reason", "写明原因或做法")])
    if len(reason) > LONGEST_REASON:
        raise Invalid([FieldProblem("reason", "最多{most}字", {"most": LONGEST_REASON})])
    if outcome == Outcome.MEASURE and person_id is not None:
        _tag(actor, now, Key(school_id, person_id), line.until + DAY)
    rows = FollowUp.objects.whole_tree(reason="of a school for which the right was asked")
    rows.filter(school_id=school_id, answer_id=answer_id, risk_id=risk_id).delete()
    FollowUp.objects.create(
        school_id=school_id, id=new_id(now), answer_id=answer_id, risk_id=risk_id, outcome=outcome, reason=reason,
        decided_by=actor.user_id, decided_at=now,
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="journeys.follow_up", id=answer_id, fields=("outcome",))
    rest = [one for one in lines if one.touched.risk.id == risk_id and one.touched.decided is None]
    if all(_is(one.touched, answer_id, risk_id) for one in rest):
        tasks.finish_many(actor=actor, now=now, kind=TASK.code, about=[(school_id, str(risk_id))], proof=DONE)


def _is(touched: Touched, answer_id: uuid.UUID, risk_id: int) -> bool:
    return touched.answer_id == answer_id and touched.risk.id == risk_id


def _tag(actor: Actor, now: dt.datetime, key: Key, expires_on: dt.date) -> None:
    """Tag someone as returned; one who is so already is kept at least as long."""
    today = clock.school_date(now)
    lines = held.list_tags(actor, school_id=key.school_id, day=today, person_id=key.id)
    known = next((one.tag for one in lines if one.reason == "RETURNEE"), None)
    if known is None:
        tag = NewTag(key.id, "RETURNEE", MEASURES, expires_on)
        tags.set_tags(actor=actor, now=now, school_id=key.school_id, tags=[tag])
    elif known.expires_on < expires_on:
        tags.extend_tag(
            actor=actor, now=now, key=Key(key.school_id, known.id), expires_on=expires_on, measures=known.measures
        )


@use_case("journeys.follow_ups.opened", permission="journeys.judge")
def open_follow_ups(
    *, actor: Actor, now: dt.datetime, risk_ids: Iterable[int] | None = None, school_ids: Sequence[int] | None = None
) -> int:
    """Open a task for every school where somebody was in an area at risk, and cancel those with nobody left.

    returns: number of tasks opened. Run it again and again: what is open stays.
    """
    usecase.unrecorded("nobody was in an area at risk")
    today, made = clock.school_date(now), 0
    for risk in queries.list_near_risks(today, risk_ids=risk_ids):
        touched = queries.list_schools_touched(risk, school_ids, today)
        made += len(tasks.open_many(actor=actor, now=now, tasks=[_task(risk, one, now) for one in sorted(touched)]))
        open_ones = opened.list_open_about(TASK.code, str(risk.id), with_done=False)
        over = [one for one in open_ones if one[0] not in touched and (school_ids is None or one[0] in school_ids)]
        tasks.cancel_many(actor=actor, now=now, kind=TASK.code, about=over, reason=NOBODY)
    return made


@use_case("journeys.follow_ups.taken_back", permission="journeys.judge")
def take_back_follow_ups(*, actor: Actor, now: dt.datetime, risk_ids: Iterable[int]) -> int:
    """Cancel the open tasks about areas that were listed by mistake.

    returns: number of tasks cancelled.
    """
    usecase.unrecorded("no task had been opened")
    about = [one for risk in risk_ids for one in opened.list_open_about(TASK.code, str(risk), with_done=True)]
    return tasks.cancel_many(actor=actor, now=now, kind=TASK.code, about=about, reason=TAKEN_BACK)


def _task(risk: RiskArea, school_id: int, now: dt.datetime) -> NewTask:
    params = {"area": orgs.name_division(risk.code[:6])}
    due = now + dt.timedelta(hours=FOLLOW_HOURS)
    return NewTask(TASK.code, school_id, school_id, str(risk.id), due, params)
