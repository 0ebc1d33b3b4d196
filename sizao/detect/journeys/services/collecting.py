"""Open and withdraw collections; bring together what a school and an office above it ask of the same days."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import Invalid, NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.detect.journeys import queries
from sizao.detect.journeys.facts import CollectionOpened
from sizao.detect.journeys.models import Answer, Collection
from sizao.detect.journeys.queries.collections import overlapping
from sizao.detect.journeys.rules import NewCollection, problems_of_collection
from sizao.registry.policies import queries as policies

KIND = "journeys.collection"


class AlreadyAsked(SizaoError):
    """Nobody is asked the same twice."""

    code = "already_asked"
    message = "{unit}已在收“{name}”，日期有重叠，不用再问一遍"
    http_status = 409


@use_case("journeys.collection.opened", permission="journeys.open", on="unit_id")
def open_collection(*, actor: Actor, now: dt.datetime, unit_id: int, new: NewCollection) -> Collection:
    """Ask everyone of a unit and below it where they stay; what a unit below asks of the same days joins it.

    raises: NotVisible, Forbidden, Invalid, AlreadyAsked by this unit or one above it.
    """
    problems = problems_of_collection(new, today=clock.school_date(now))
    if problems:
        raise Invalid(problems)
    unit = unit_by_id(unit_id)
    if unit.school_id is not None and unit.id != unit.school_id:
        raise NotVisible()
    same = overlapping(new.kind, new.starts_on, new.ends_on)
    known = same.filter(unit_id__in=policies.chain_of(unit.territory_path)).select_related("unit").first()
    if known is not None:
        raise AlreadyAsked(unit=known.unit.name, name=known.name)
    row = Collection.objects.create(
        unit_id=unit_id, kind=new.kind, name=new.name, starts_on=new.starts_on, ends_on=new.ends_on,
        return_on=new.return_on, opened_by=actor.user_id, opened_at=now,
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind=KIND, id=row.id)
    usecase.announce(CollectionOpened(unit.key, row.id))
    return row


@use_case("journeys.collection.withdrawn", permission="journeys.open", on="unit_id")
def withdraw_collection(*, actor: Actor, now: dt.datetime, unit_id: int, collection_id: int) -> None:
    """Stop asking; what was answered is shown no more and goes with its time.

    raises: NotVisible, Forbidden.
    """
    row = queries.get_collection(collection_id)
    if row.unit_id != unit_id:
        raise NotVisible()
    row.is_withdrawn = True
    row.save(update_fields=["is_withdrawn"])
    usecase.touch(school_id=unit_by_id(unit_id).key, kind=KIND, id=row.id, fields=("is_withdrawn",))


@use_case("journeys.answers.adopted", permission="journeys.judge")
def adopt_answers(*, actor: Actor, now: dt.datetime, collection_id: int) -> int:
    """Take over what units below an office asked of the same days, so that nobody is asked twice.

    Whoever has answered the office's collection already keeps that answer. returns: number of collections joined.
    """
    usecase.unrecorded("nobody below asks the same")
    row = Collection.objects.whole_tree(reason=queries.PUBLIC).filter(id=collection_id, is_withdrawn=False).first()
    if row is None or row.replaced_by_id is not None:
        return 0
    joined = queries.list_lower(row)
    rows = Answer.objects.whole_tree(reason="the machine brings two questions of the same days together")
    for lower in joined:
        newer = rows.filter(
            Q(person_id=OuterRef("person_id")) | Q(user_id=OuterRef("user_id")), school_id=OuterRef("school_id"),
            collection_id=row.id,
        )  # fmt: skip
        moved = rows.filter(collection_id=lower.id).filter(~Exists(newer))
        moved.update(collection_id=row.id, return_on=row.return_on)
        lower.replaced_by_id = row.id
        lower.save(update_fields=["replaced_by"])
        usecase.touch(school_id=unit_by_id(lower.unit_id).key, kind=KIND, id=lower.id, fields=("replaced_by",))
    return len(joined)
