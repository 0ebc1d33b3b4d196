"""Say where someone stays and how they travel: a guardian, the class by exception, staff of themselves."""

import datetime as dt
import uuid

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.journeys import queries
from sizao.detect.journeys.facts import AnswersGiven
from sizao.detect.journeys.models import Answer, Collection, Stay, Trip
from sizao.detect.journeys.queries import Answered, Subject
from sizao.detect.journeys.rules import (
    EDGE_DAYS,
    MOST_PARTS,
    NewAnswer,
    NewStay,
    NewTrip,
    Source,
    Whereabouts,
    problems_of_answer,
    problems_of_stay,
    problems_of_trip,
)
from sizao.detect.journeys.rules.risks import stem
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

KIND = "journeys.answer"
OWN = "of an answer that was read for the actor"


class TooManyParts(SizaoError):
    """Nobody needs so many places; more is a mistake."""

    code = "too_many_parts"
    message = "最多填{most}处"
    http_status = 409


class AnswerMissing(SizaoError):
    """The only place of stay cannot go: then it is another answer."""

    code = "answer_missing"
    message = "只剩一个地方，不能删；没有外出就改为在本地"
    http_status = 409


def is_known(code: str) -> bool:
    """Tell whether a code stands in the list of divisions."""
    return orgs.find_division(code) is not None


@use_case("journeys.answer.given", permission=None)
def give_answer(
    *, actor: Actor, now: dt.datetime, collection_id: int, school_id: int, person_id: uuid.UUID | None,
    answer: NewAnswer,
) -> Key:  # fmt: skip
    """Answer for someone, in place of what was said before; person_id None is the actor among a school's staff.

    raises: NotVisible for whom the actor does not answer and when answers are no longer taken; Invalid.
    """
    row = queries.get_asking(collection_id, school_id, today=clock.school_date(now))
    if person_id is None:
        subject = queries.get_self(actor, school_id)
    else:
        subject = queries.get_subject(actor, school_id=school_id, person_id=person_id)
    problems = problems_of_answer(answer, first=row.starts_on, return_on=row.return_on, is_known=is_known)
    if problems:
        raise Invalid(problems)
    kept, was_away = _put(row, subject, answer, actor, now)
    _write_parts(kept, answer, now)
    usecase.touch(school_id=school_id, kind=KIND, id=kept.id, fields=("whereabouts",))
    if was_away or answer.whereabouts == Whereabouts.AWAY:
        usecase.announce(AnswersGiven(school_id))
    return Key(school_id, kept.id)


def _put(row: Collection, subject: Subject, answer: NewAnswer, actor: Actor, now: dt.datetime) -> tuple[Answer, bool]:
    """Make the row if it is not there, lock it and write it anew without parts; two who come at once wait here."""
    given = Answer(
        school_id=subject.school_id, id=new_id(now), collection_id=row.id, person_id=subject.person_id,
        user_id=subject.user_id, group_id=subject.group_id, whereabouts=Whereabouts.LOCAL, source=subject.source,
        return_on=row.return_on, answered_by=actor.user_id, answered_at=now,
    )  # fmt: skip
    Answer.objects.bulk_create([given], ignore_conflicts=True)
    rows = Answer.objects.whole_tree(reason="of someone of whom the actor may answer").filter(
        school_id=subject.school_id, collection_id=row.id, person_id=subject.person_id, user_id=subject.user_id
    )
    kept: Answer = rows.select_for_update().get()
    was_away = kept.whereabouts == Whereabouts.AWAY
    for model in (Stay, Trip):
        model.objects.whole_tree(reason=OWN).filter(school_id=kept.school_id, answer_id=kept.id).delete()
    kept.whereabouts, kept.source = answer.whereabouts, subject.source
    kept.group_id, kept.answered_by, kept.answered_at = subject.group_id, actor.user_id, now
    kept.save()
    return kept, was_away


def _write_parts(kept: Answer, answer: NewAnswer, now: dt.datetime) -> None:
    Stay.objects.bulk_create([_stay(kept, one, now) for one in answer.stays])
    Trip.objects.bulk_create([_trip(kept, one, now) for one in answer.trips])


def _stay(kept: Answer, one: NewStay, now: dt.datetime) -> Stay:
    return Stay(
        school_id=kept.school_id, id=new_id(now), answer_id=kept.id, area_code=one.area_code,
        street_code=one.street_code, stem=stem(one.street_code or one.area_code), place=one.place,
        starts_on=one.starts_on, ends_on=one.ends_on,
    )  # fmt: skip


def _trip(kept: Answer, one: NewTrip, now: dt.datetime) -> Trip:
    return Trip(
        school_id=kept.school_id, id=new_id(now), answer_id=kept.id, from_code=one.from_code,
        from_stem=stem(one.from_code), to_code=one.to_code, to_stem=stem(one.to_code), left_on=one.left_on,
        arrived_on=one.arrived_on, means=one.means, number=one.number,
    )  # fmt: skip


@use_case("journeys.group.completed", permission="journeys.answer_class", on="group_id")
def say_local(*, actor: Actor, now: dt.datetime, collection_id: int, group_id: int) -> int:
    """Say of everyone in a class or department who has not answered that they are here; the others stay as they said.

    returns: of how many. raises: NotVisible, Forbidden.
    """
    unit = unit_by_id(group_id)
    if unit.school_id is None or unit.id == unit.school_id:
        raise NotVisible()
    row = queries.get_asking(collection_id, group_id, today=clock.school_date(now))
    people = roster.list_group(actor, school_id=unit.school_id, group_id=group_id)
    said = Answer.objects.whole_tree(reason="of the people of a group for which the right was asked")
    said = said.filter(school_id=unit.school_id, collection_id=row.id, person_id__in=[one.id for one in people])
    answered = set(said.values_list("person_id", flat=True))
    made = [
        Answer(
            school_id=unit.school_id, id=new_id(now), collection_id=row.id, person_id=one.id, group_id=group_id,
            whereabouts=Whereabouts.LOCAL, source=Source.CLASS, return_on=row.return_on, answered_by=actor.user_id,
            answered_at=now,
        )
        for one in people if one.id not in answered
    ]  # fmt: skip
    Answer.objects.bulk_create(made, ignore_conflicts=True)
    usecase.touch(school_id=unit.school_id, kind="journeys.group", id=group_id, fields=("whereabouts",))
    return len(made)


@use_case("journeys.stay.added", permission=None)
def add_stay(*, actor: Actor, now: dt.datetime, key: Key, stay: NewStay) -> None:
    """Add a further place of stay to an answer.

    raises: NotVisible, Invalid, TooManyParts.
    """
    said, row = _open(actor, now, key)
    if problems := problems_of_stay(stay, days=_days(row), is_known=is_known):
        raise Invalid(problems)
    Stay.objects.bulk_create([_stay(said.answer, stay, now)])
    _changed(key, "stay")


@use_case("journeys.trip.added", permission=None)
def add_trip(*, actor: Actor, now: dt.datetime, key: Key, trip: NewTrip) -> None:
    """Add a further way to an answer.

    raises: NotVisible, Invalid, TooManyParts.
    """
    said, row = _open(actor, now, key)
    if problems := problems_of_trip(trip, days=_days(row), is_known=is_known):
        raise Invalid(problems)
    Trip.objects.bulk_create([_trip(said.answer, trip, now)])
    _changed(key, "trip")


@use_case("journeys.part.dropped", permission=None)
def drop_part(*, actor: Actor, now: dt.datetime, key: Key, part_id: uuid.UUID) -> None:
    """Take a stay or a way out of an answer; the last stay stays.

    raises: NotVisible, AnswerMissing.
    """
    said, _ = _open(actor, now, key, adds=False)
    stays, trips = ({one.id for one in parts} for parts in (said.stays, said.trips))
    if part_id in stays and len(stays) == 1:
        raise AnswerMissing()
    if part_id not in stays | trips:
        raise NotVisible()
    model = Stay if part_id in stays else Trip
    model.objects.whole_tree(reason=OWN).filter(school_id=key.school_id, id=part_id).delete()
    _changed(key, "stay" if part_id in stays else "trip")


def _open(actor: Actor, now: dt.datetime, key: Key, *, adds: bool = True) -> tuple[Answered, Collection]:
    """Lock an answer of someone who is away and give it with its collection."""
    queries.get_answer(actor, key)
    Answer.objects.whole_tree(reason=OWN).filter(school_id=key.school_id, id=key.id).select_for_update().get()
    said, _ = queries.get_answer(actor, key)
    row = queries.get_asking(said.answer.collection_id, key.school_id, today=clock.school_date(now))
    if said.answer.whereabouts != Whereabouts.AWAY:
        raise NotVisible()
    if adds and len(said.stays) + len(said.trips) >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
    return said, row


def _days(row: Collection) -> tuple[dt.date, dt.date]:
    edge = dt.timedelta(days=EDGE_DAYS)
    return row.starts_on - edge, row.return_on + edge


def _changed(key: Key, part: str) -> None:
    usecase.touch(school_id=key.school_id, kind=KIND, id=key.id, fields=(part,))
    usecase.announce(AnswersGiven(key.school_id))
