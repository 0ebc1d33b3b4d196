"""Take in what somebody saw; who that was is written encrypted and apart, and nowhere else."""

import datetime as dt

from django.db import IntegrityError, connection, transaction

from sizao.core import clock, privacy, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.detect.concerns import queries, rules
from sizao.detect.concerns.facts import ConcernReceived
from sizao.detect.concerns.models import SENDER, SENDER_COLUMN, Concern, Sender
from sizao.detect.concerns.rules import HOURS, MOST_A_DAY, About, NewConcern
from sizao.registry.places import queries as places
from sizao.registry.policies import queries as policies

KIND = "concerns.concern"
# Whatever is written of a concern that comes in names the machine, so that no audit or history says who told.
DESK = Actor.system("concerns: who told is kept apart")


class TooManyConcerns(SizaoError):
    """Someone told as many as a day allows; the words say what to do when it cannot wait."""

    code = "concerns.too_many"
    message = "今天已反映{most}件，明天再反映；紧急的直接告诉校医"
    http_status = 429


class KeyReused(SizaoError):
    """The id stands for something else."""

    code = "concerns.key_reused"
    message = "这份内容已经提交过，内容不同，刷新页面再填"
    http_status = 409


@use_case("concerns.concern.sent", permission="concerns.report")
def send_concern(*, actor: Actor, now: dt.datetime, new: NewConcern) -> Key:
    """Tell the school doctor what one saw; sent again, the same is kept once.

    raises: NotVisible for a school, person or place that is not the actor's to name, Invalid, TooManyConcerns,
    KeyReused.
    """
    usecase.unrecorded("who told stands encrypted and apart; what came is recorded by the machine")
    if new.school_id not in queries.schools_of(actor):
        raise NotVisible()
    today = clock.school_date(now)
    problems = rules.problems_of_concern(new, today=today)
    if problems:
        raise Invalid(problems)
    row, text = _row(actor, new, now), queries.sender_text(new.school_id, actor.user_id)
    with connection.cursor() as cursor:
        # One sender's concerns come one after another: the limit and the same key are judged by what stands.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"concerns:{text}"])
    if _came_before(row, text):
        return Key(row.school_id, row.id)
    most = policies.get_resolved(new.school_id, MOST_A_DAY, today).value
    if queries.count_sent(new.school_id, actor.user_id, today) >= int(most):  # type: ignore[arg-type]
        raise TooManyConcerns(most=most)
    sender = Sender(
        school_id=new.school_id, id=new_id(now), concern_id=new.id,
        sender_cipher=privacy.encrypt(text, SENDER_COLUMN, owner=new.school_id),
        sender_hash=privacy.keyed_hash(text, purpose=SENDER.purpose), sent_at=now, sent_on=today,
    )  # fmt: skip
    return _receive(actor=DESK, now=now, row=row, sender=sender)


def _row(actor: Actor, new: NewConcern, now: dt.datetime) -> Concern:
    """Make the row; what does not belong to what it is about is dropped. raises: NotVisible."""
    row = Concern(
        school_id=new.school_id, id=new.id, about=new.about, signs=sorted(set(new.signs)), seen_on=new.seen_on,
        note=new.note, is_named=new.is_named, digest=new.digest(), reported_at=now,
    )  # fmt: skip
    if new.about == About.PLACE:
        row.place_words = new.place_words
        if new.place_id is not None:
            place = places.get_place(actor, Key(new.school_id, new.place_id))
            names = queries.names_of_places(actor, new.school_id)
            row.place_id, row.place_words = place.id, names.get(place.id, place.name)[: rules.LONGEST_PLACE]
        return row
    row.class_words = new.class_words
    if new.about == About.PERSON:
        row.name_words = new.name_words
        if new.person_id is not None:
            person = queries.get_person(actor, new.school_id, new.person_id)
            row.person_id, row.group_id, row.name_words = person.id, person.group_id, person.name
    return row


def _came_before(row: Concern, text: str) -> bool:
    """Tell whether the same came from the same sender. raises: KeyReused when the id stands for something else."""
    before = queries.find_sender(row.school_id, row.id)
    if before is None:
        return False
    told_by = privacy.decrypt(before.sender_cipher, SENDER_COLUMN, owner=row.school_id)
    if (told_by, before.concern.digest) != (text, row.digest):
        raise KeyReused()
    return True


@use_case("concerns.concern.received", permission="concerns.receive")
def _receive(*, actor: Actor, now: dt.datetime, row: Concern, sender: Sender) -> Key:
    start_many([row], actor=actor, now=now)
    row.state_due_at = due_at(row, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise KeyReused() from None
    sender.save(force_insert=True)
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id)
    usecase.announce(ConcernReceived(row.school_id, row.id, tuple(row.signs), row.seen_on))
    return Key(row.school_id, row.id)


def due_at(row: Concern, now: dt.datetime) -> dt.datetime:
    """Give the deadline of a state that has just begun, by the policy of the school."""
    hours = policies.get_resolved(row.school_id, HOURS[row.state], clock.school_date(now)).value
    return now + dt.timedelta(hours=int(hours))  # type: ignore[arg-type]
