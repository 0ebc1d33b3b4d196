"""Read concerns: a school's queue for those who judge, one's own for those who told, counts for the head."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from sizao.core import clock, privacy
from sizao.core.actor import Actor, roles_with
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.core.privacy import mask_name
from sizao.detect.concerns.models import SENDER, SENDER_COLUMN, Concern, Sender
from sizao.detect.concerns.rules import DECIDED as DECIDED
from sizao.detect.concerns.rules import SHOWN_DAYS, TRIAGE, Outcome, Progress, progress_of
from sizao.detect.concerns.rules import Sign as Sign
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places
from sizao.registry.roster import queries as roster

REPORT, WATCH = "concerns.report", "concerns.watch"


def schools_of(actor: Actor, permission: str = REPORT) -> list[int]:
    """List the schools in which the actor holds a right by a post inside; offices have none."""
    units = [one.unit for one in actor.grants_for(permission) if one.unit.school_id is not None]
    acting = [one.school_id for one in units if one.id == actor.acting_unit.id] if units else []
    return list(dict.fromkeys(key for key in [*acting, *(one.school_id for one in units)] if key is not None))


def _judged(actor: Actor, school_id: int) -> QuerySet[Concern]:
    """Give the concerns that someone may judge: none that may be about themselves."""
    rows = Concern.objects.visible_to(actor).filter(school_id=school_id)
    own = roster.find_self(actor, school_id)
    if own is None:
        return rows
    return rows.exclude(person_id=own.id).exclude(person_id__isnull=True, name_words=own.name)


def list_concerns(actor: Actor, school_id: int, *, is_open: bool) -> QuerySet[Concern]:
    """List the concerns that the actor may judge: open ones oldest first, or closed ones latest first."""
    rows = _judged(actor, school_id)
    if is_open:
        return rows.exclude(state="CLOSED").order_by("reported_at", "id")
    return rows.filter(state="CLOSED").order_by("-state_since", "-id")


def list_unjudged(school_ids: Collection[int], *, now: dt.datetime) -> list[Concern]:
    """List what is open or was closed lately and nobody at its school may judge, oldest first.

    For the office above, which was asked for its right and to which the schools are open; three queries.
    """
    rows = Concern.objects.whole_tree(reason="whether anybody at the school may judge them")
    is_shown = ~Q(state="CLOSED") | Q(state_since__gte=now - dt.timedelta(days=SHOWN_DAYS))
    found = list(rows.filter(is_shown, school_id__in=school_ids).order_by("reported_at", "id"))
    schools = {row.school_id for row in found}
    holders = accounts.list_holders(unit_ids=schools, roles=roles_with(TRIAGE), on=clock.school_date(now))
    judges = {(one.unit_id, one.user_id) for one in holders}
    selves = roster.list_selves(judges)
    return [row for row in found if all(_is_meant(row, selves.get(one)) for one in judges if one[0] == row.school_id)]


def _is_meant(row: Concern, own: roster.PersonLine | None) -> bool:
    return own is not None and (row.person_id == own.id or (row.person_id is None and row.name_words == own.name))


def get_concern(actor: Actor, key: Key, permission: str = TRIAGE, *, is_locked: bool = False) -> Concern:
    """Give one concern to those who judge it; locked, nobody else moves it until the transaction ends.

    raises: NotVisible, Forbidden.
    """
    open_key(actor, key, permission)
    rows = _judged(actor, key.school_id).filter(id=key.id)
    found = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    if found is None:
        raise NotVisible()
    return found


def list_alike(actor: Actor, row: Concern) -> QuerySet[Concern]:
    """List the other concerns about the same person, or the same place, and day."""
    rows = _judged(actor, row.school_id).filter(seen_on=row.seen_on).exclude(id=row.id)
    rows = rows.exclude(outcome=Outcome.MERGED)
    if row.person_id is not None:
        return rows.filter(person_id=row.person_id)
    return rows.filter(place_id=row.place_id) if row.place_id is not None else rows.none()


# Class or department, and masked name or place, as pages and the API show them.
Subject = tuple[str, str]


def subjects_of(actor: Actor, school_id: int, rows: Collection[Concern]) -> dict[uuid.UUID, Subject]:
    """Word whom concerns are about by the id of the concern; two queries whatever their number."""
    ids = {row.person_id for row in rows if row.person_id is not None}
    people = roster.list_people(actor, school_id=school_id, ids=ids) if ids else {}
    groups = orgs.list_lines({row.group_id for row in rows if row.group_id is not None})
    return {
        row.id: (
            groups[row.group_id].short_name if row.group_id in groups else row.class_words,
            row.place_words or mask_name(people[row.person_id].name if row.person_id in people else row.name_words),
        )
        for row in rows
    }


def get_person(actor: Actor, school_id: int, person_id: uuid.UUID) -> roster.PersonLine:
    """Give someone now at a school whom the actor sees by name. raises: NotVisible."""
    found = roster.list_people(actor, school_id=school_id, ids=[person_id], present_only=True)
    if person_id not in found:
        raise NotVisible()
    return found[person_id]


def name_of(actor: Actor, row: Concern) -> str:
    """Give the full name of whom a concern is about, as matched or as told; the caller records the look."""
    people = roster.list_people(actor, school_id=row.school_id, ids=[row.person_id]) if row.person_id else {}
    return people[row.person_id].name if row.person_id in people else row.name_words


def names_of_places(actor: Actor, school_id: int) -> dict[uuid.UUID, str]:
    """Name the places of a school that the actor may see."""
    if not actor.has("places.view"):
        return {}
    return {place.id: name for place, name in places.list_labels(actor, school_id=school_id)}


def count_concerns(actor: Actor, school_id: int, *, now: dt.datetime) -> dict[str, int]:
    """Count what is `open`, `overdue`, lately `closed`, for those who watch that nothing lies; not what it says."""
    rows = Concern.objects.visible_to(actor, WATCH).filter(school_id=school_id)
    is_open, since = ~Q(state="CLOSED"), now - dt.timedelta(days=SHOWN_DAYS)
    return rows.aggregate(
        open=Count("id", filter=is_open), overdue=Count("id", filter=is_open & Q(state_due_at__lte=now)),
        closed=Count("id", filter=Q(state="CLOSED", state_since__gte=since)),
    )  # fmt: skip


def sender_text(school_id: int, user_id: int | None) -> str:
    """Write a sender as it is encrypted and hashed: the same account is another one in another school."""
    return f"{school_id}:{user_id}"


def list_own(actor: Actor, *, today: dt.date) -> list[tuple[Sender, Progress]]:
    """List what the actor told lately with how far it is, latest first; two queries whatever the number, or three."""
    schools = schools_of(actor)
    texts = [sender_text(one, actor.user_id) for one in schools]
    hashes = [one for found in privacy.keyed_hashes_many(texts, purpose=SENDER.purpose) for one in found]
    rows = Sender.objects.whole_tree(reason="what the reader told, by the keyed hash of their own account")
    rows = rows.filter(
        school_id__in=schools, sender_hash__in=hashes, sent_on__gt=today - dt.timedelta(days=SHOWN_DAYS)
    )  # fmt: skip
    sent = list(rows.select_related("concern").order_by("-sent_at", "-id"))
    merged = {one.concern.merged_into for one in sent} - {None}
    targets = Concern.objects.whole_tree(reason="the states of what took the reader's own concerns in")
    states = dict(targets.filter(school_id__in=schools, id__in=merged).values_list("id", "state"))
    told = [(one, one.concern) for one in sent]
    return [(one, progress_of(row.state, row.outcome, states.get(row.merged_into, ""))) for one, row in told]


def count_sent(school_id: int, user_id: int | None, day: dt.date) -> int:
    """Count what an account told a school on a day."""
    hashes = privacy.keyed_hashes(sender_text(school_id, user_id), purpose=SENDER.purpose)
    rows = Sender.objects.whole_tree(reason="a count of the sender's own, for the daily limit")
    return rows.filter(school_id=school_id, sender_hash__in=hashes, sent_on=day).count()


def find_sender(school_id: int, concern_id: uuid.UUID) -> Sender | None:
    """Find who told a concern, encrypted; the caller has asked the right, or compares with the one who acts."""
    rows = Sender.objects.whole_tree(reason="of a concern that the caller has opened").select_related("concern")
    return rows.filter(school_id=school_id, concern_id=concern_id).first()


def user_of(sender: Sender) -> int:
    """Give the account of a sender; the caller records the look."""
    text = privacy.decrypt(sender.sender_cipher, SENDER_COLUMN, owner=sender.school_id)
    return int(text.partition(":")[2])
