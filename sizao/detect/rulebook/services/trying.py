"""Try a change on the last days before it is put in force: what would have fired, by rule and school."""

import dataclasses
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator

from django.urls import reverse

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.core.usecase import use_case
from sizao.core.work import progress
from sizao.core.work import services as work
from sizao.core.work.kinds import Kind, Outcome
from sizao.core.work.models import Work
from sizao.detect.linelist import queries as linelist
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.models import RuleChange
from sizao.detect.rulebook.rules import HORIZON_DAYS, PREVIEW_AT_ONCE, PREVIEW_DAYS
from sizao.detect.rulebook.services.changing import locked
from sizao.epi.thresholds import History, RuleBook, play
from sizao.registry.accounts import queries as accounts

WORK = "rulebook.preview"
BATCH = 200
COUNTS = "counts of signals by rule and school; nobody's illness leaves"
Fired = tuple[str, int]


@use_case("rulebook.change.tried", permission="rulebook.propose")
def preview_change(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID) -> RuleChange:
    """Judge the last 14 days of the area with and without a change and keep what it would have added or taken.

    returns: the change; its `preview` holds `lines` of rule, school, `gained` and `lost`.
    raises: NotVisible, Forbidden.
    """
    row = locked(actor, change_id, "rulebook.propose")
    since = now - dt.timedelta(days=PREVIEW_DAYS)
    schools = queries.list_schools_below(row.unit.territory_path)
    gained: Counter[Fired] = Counter()
    lost: Counter[Fired] = Counter()
    tried = 0
    with scope.open_schools(schools, reason=COUNTS):
        recent = linelist.list_schools_heard_of(schools, since=since)
        progress.stage(1, total=len(recent))
        for batch in _batches(recent):
            more, less = _compare(row, batch, since, now)
            gained.update(more)
            lost.update(less)
            tried += len(batch)
            progress.advance(tried)
    lines = [
        {"rule": rule, "school": school, "gained": gained[rule, school], "lost": lost[rule, school]}
        for rule, school in sorted(gained.keys() | lost.keys())
    ]
    row.preview = {
        "since": clock.school_date(since).isoformat(), "until": clock.school_date(now).isoformat(),
        "schools": len(schools), "with_records": tried, "lines": lines,
    }  # fmt: skip
    row.previewed_at = now
    row.save(update_fields=["preview", "previewed_at"])
    usecase.touch(school_id=row.unit_id, kind="rulebook.change", id=row.id, fields=("preview",))
    return row


@use_case("rulebook.trial.started", permission="rulebook.propose")
def start_preview(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID) -> uuid.UUID | None:
    """Try a change: at once where few schools have ill persons, else by the worker. returns: the work's id, or None."""
    row = locked(actor, change_id, "rulebook.propose")
    schools = queries.list_schools_below(row.unit.territory_path)
    usecase.unrecorded("what runs records itself")
    if len(schools) <= PREVIEW_AT_ONCE:
        preview_change(actor=actor, now=now, change_id=change_id)
        return None
    return work.start(
        actor=actor, now=now, kind=WORK, unit_id=row.unit_id, about_id=str(row.id), label=str(row),
        change_id=str(row.id),
    )  # fmt: skip


def _batches(schools: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(schools)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _compare(
    row: RuleChange, schools: list[int], since: dt.datetime, now: dt.datetime
) -> tuple[Counter[Fired], Counter[Fired]]:
    """Play what was saved in schools by the rules of today and by those with the change, and count the difference.

    Rules of a season are tried as if it were theirs: what they would find is asked before it begins.
    """
    records = linelist.list_records(schools, since=now - dt.timedelta(days=HORIZON_DAYS))
    places = linelist.list_school_values(schools)
    shelf, day = queries.shelf_of(schools), clock.school_date(now)
    gained: Counter[Fired] = Counter()
    lost: Counter[Fired] = Counter()
    for school in schools:
        history = History({str(school): places[school]}, records[school])
        changes = shelf.changes_on(school, day)
        before = _fired(queries.book_of(changes), history, since)
        after = _fired(queries.book_with(changes, row), history, since)
        gained.update((rule, school) for rule, *_ in after - before)
        lost.update((rule, school) for rule, *_ in before - after)
    return gained, lost


def _fired(book: RuleBook, history: History, since: dt.datetime) -> set[tuple]:
    return {
        (one.rule, one.unit, one.detected_at, one.groups)
        for step in play(book, history)
        if step.at >= since
        for one in step.outcome.fired
    }


def _run(found: Work) -> Outcome:
    """Try a change in the worker, as the person who started it."""
    now = clock.now()
    starter = accounts.get_actors([found.started_by], on=clock.school_date(now)).get(found.started_by)
    if starter is None:
        raise NotVisible()
    actor = dataclasses.replace(starter, role=found.started_role)
    row = preview_change(actor=actor, now=now, change_id=uuid.UUID(found.arguments["change_id"]))
    fired = sum(line["gained"] for line in row.preview["lines"])
    counts = (("有病例的学校", row.preview["with_records"]), ("会多出的信号", fired))
    return Outcome(counts, reverse("rulebook:change", args=[row.id]))


KINDS = (Kind(WORK, "试算规则", ("逐校试算",), "所学校", "没有改动任何数据，可以再试算。", _run),)
