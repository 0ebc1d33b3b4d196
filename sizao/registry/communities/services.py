"""Keep the link of a school to its community, ask something of it, record the answer or take it back, follow up."""

import datetime as dt
import uuid
from dataclasses import fields

from django.db import connection

from sizao.core import clock, privacy, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.tasks.services import NewTask
from sizao.core.usecase import use_case
from sizao.registry.communities import queries, rules
from sizao.registry.communities.models import LINK_PHONE, Link, Matter
from sizao.registry.communities.rules import KEEPERS, Answer, NewLink, NewMatter, Purpose

__all__ = [
    "Answer",
    "NewLink",
    "NewMatter",
    "ask_community",
    "record_answer",
    "remind_overdue",
    "reveal_phone",
    "set_link",
    "withdraw_matter",
]
LINK_KIND, MATTER_KIND = "communities.link", "communities.matter"
OVERDUE_TASK = TaskKind(
    "communities.overdue", "联防事项逾期", "联防事项到{day}还没有答复",
    KEEPERS, "communities.keep",
    closes_with_record=True, url=lambda _key, about_id: f"/communities/matters/{about_id}/",
)  # fmt: skip


class NoLink(SizaoError):
    """Without a community there is nobody to ask."""

    code = "communities.no_link"
    message = "先登记学校所在的社区和联系人"
    http_status = 409


class LinkChanged(SizaoError):
    """Somebody else said which community it is while this was typed."""

    code = "communities.link_changed"
    message = "刚刚有人登记了“{name}”（联系人{contact}）。核对后再保存，会替换那一条。"
    http_status = 409


@use_case("communities.link.set", permission="communities.keep", on="school_id")
def set_link(*, actor: Actor, now: dt.datetime, school_id: int, new: NewLink, seen: str | None = None) -> Link:
    """Say which community the school belongs to and who is reached there; what held before stays in the history.

    seen: id of the link that was looked at, "" for none, None to replace whatever holds. Saying again what holds
    already changes nothing: of two who send the same at once, both are answered with the one link.
    raises: NotVisible, Forbidden, Invalid, LinkChanged.
    """
    _require_own(actor, school_id)
    new = NewLink(*(" ".join(getattr(new, one.name).split()) for one in fields(NewLink)))
    before = _locked_link(school_id)
    is_placed = queries.find_division(new.code) is not None
    problems = rules.problems_of_link(new, is_placed=is_placed, has_phone=before is not None)
    if problems:
        raise Invalid(problems)
    if before is not None and _says_the_same(before, new):
        usecase.touch(school_id=school_id, kind=LINK_KIND, id=before.id)
        return before
    if before is not None and seen is not None and seen != str(before.id):
        raise LinkChanged(name=before.name, contact=before.contact)
    return _replace(before, new, actor=actor, now=now, school_id=school_id)


def _locked_link(school_id: int) -> Link | None:
    """Give the link that holds, once no other transaction is about to change it, a first one included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{LINK_KIND} {school_id}"])
    rows = Link.objects.whole_tree(reason="of the school for which the right was asked")
    return rows.filter(school_id=school_id, valid_to__isnull=True).first()


def _says_the_same(before: Link, new: NewLink) -> bool:
    names = [one.name for one in fields(NewLink) if one.name != "phone"]
    same_phone = not new.phone or new.phone == privacy.decrypt(before.phone_cipher, LINK_PHONE, owner=before.school_id)
    return same_phone and all(getattr(before, name) == getattr(new, name) for name in names)


def _replace(before: Link | None, new: NewLink, *, actor: Actor, now: dt.datetime, school_id: int) -> Link:
    today = clock.school_date(now)
    phone = new.phone
    if before is not None:
        phone = phone or privacy.decrypt(before.phone_cipher, LINK_PHONE, owner=school_id)
        before.valid_to = today
        before.save(update_fields=["valid_to"])
    row = Link.objects.create(
        school_id=school_id, id=new_id(now), code=new.code, name=new.name, contact=new.contact, post=new.post,
        phone_cipher=privacy.encrypt(phone, LINK_PHONE, owner=school_id),
        phone_last4=rules.digits_of(phone)[-4:], clinic=new.clinic, clinic_phone=new.clinic_phone,
        valid_from=today, set_at=now, set_by=actor.user_id,
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind=LINK_KIND, id=row.id, fields=tuple(one.name for one in fields(NewLink)))
    return row


@use_case("communities.phone.revealed", permission="communities.keep", on="school_id")
def reveal_phone(*, actor: Actor, now: dt.datetime, school_id: int, purpose: str) -> str:
    """Give the contact's phone in plain; each look stays on record with its purpose, a code of Purpose.

    raises: NotVisible, Forbidden, Invalid.
    """
    _require_own(actor, school_id)
    row = Link.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True).first()
    if row is None:
        raise NotVisible()
    if purpose not in Purpose.values():
        raise Invalid([FieldProblem("purpose", "选用途")])
    usecase.touch(school_id=school_id, kind=LINK_KIND, id=row.id, fields=("phone",), purpose=purpose)
    return privacy.decrypt(row.phone_cipher, LINK_PHONE, owner=school_id)


@use_case("communities.matter.asked", permission="communities.keep", on="school_id")
def ask_community(*, actor: Actor, now: dt.datetime, school_id: int, new: NewMatter) -> Matter:
    """Ask something of the school's community by a day.

    raises: NotVisible, Forbidden, NoLink, Invalid.
    """
    _require_own(actor, school_id)
    rows = Link.objects.whole_tree(reason="of the school for which the right was asked")
    link = rows.filter(school_id=school_id, valid_to__isnull=True).first()
    if link is None:
        raise NoLink()
    problems = rules.problems_of_matter(new, today=clock.school_date(now))
    if problems:
        raise Invalid(problems)
    row = Matter(
        school_id=school_id, id=new_id(now), kind=new.kind, text=new.text, due_on=new.due_on, community=link.name,
        asked_at=now, asked_by=actor.user_id,
    )  # fmt: skip
    start_many([row], actor=actor, now=now)
    row.save(force_insert=True)
    usecase.touch(school_id=school_id, kind=MATTER_KIND, id=row.id)
    return row


@use_case("communities.matter.answered", permission="communities.keep")
def record_answer(*, actor: Actor, now: dt.datetime, school_id: int, matter_id: uuid.UUID, answer: Answer) -> Matter:
    """Record who answered, when and what; the task that the matter had become ends with it.

    raises: NotVisible, Forbidden, MoveRefused, Invalid.
    """
    row = _locked_matter(actor, school_id, matter_id)
    asked_on, today = clock.school_date(row.asked_at), clock.school_date(now)
    problems = rules.problems_of_answer(answer, asked_on=asked_on, today=today)
    if problems:
        raise Invalid(problems)
    row.move("answer", actor=actor, now=now, proof=answer.text)
    row.answered_by, row.answered_on, row.answer = answer.by, answer.on, answer.text
    row.save(update_fields=["answered_by", "answered_on", "answer"])
    usecase.touch(school_id=school_id, kind=MATTER_KIND, id=row.id, fields=("answer",))
    about = [(school_id, str(Key(school_id, row.id)))]
    tasks.finish_many(actor=actor, now=now, kind=OVERDUE_TASK.code, about=about, proof="已记录社区答复")
    return row


@use_case("communities.matter.withdrawn", permission="communities.keep")
def withdraw_matter(*, actor: Actor, now: dt.datetime, school_id: int, matter_id: uuid.UUID, reason: str) -> Matter:
    """Take back what was asked, for a reason: by who asked, or once they keep the link no more by who keeps it now.

    The task that the matter had become is cancelled with it.
    raises: NotVisible, Forbidden, MoveRefused, Invalid.
    """
    row = _locked_matter(actor, school_id, matter_id)
    if not queries.may_withdraw(actor, row, on=clock.school_date(now)):
        raise Forbidden(act="撤回别人提出的联防事项")
    reason = reason.strip()
    problems = rules.problems_of_withdrawal(reason)
    if problems:
        raise Invalid(problems)
    row.move("withdraw", actor=actor, now=now, reason=reason)
    usecase.touch(school_id=school_id, kind=MATTER_KIND, id=row.id, fields=("state",))
    about = [(school_id, str(Key(school_id, row.id)))]
    tasks.cancel_many(actor=actor, now=now, kind=OVERDUE_TASK.code, about=about, reason=reason)
    return row


def _locked_matter(actor: Actor, school_id: int, matter_id: uuid.UUID) -> Matter:
    """Lock a matter of one's own school. raises: NotVisible, Forbidden."""
    rows = Matter.objects.visible_to(actor).filter(school_id=school_id, id=matter_id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisible()
    actor.require("communities.keep", unit_by_id(school_id))
    _require_own(actor, school_id)
    return row


@use_case("communities.overdue.reminded", permission="communities.remind")
def remind_overdue(*, actor: Actor, now: dt.datetime) -> int:
    """Turn matters that are open past their day into tasks of their schools, each once; run it again and again.

    returns: number of tasks opened.
    """
    usecase.unrecorded("nothing has become overdue")
    today = clock.school_date(now)
    rows = Matter.objects.whole_tree(reason="the machine looks at all schools")
    rows = rows.filter(state="OPEN", told_at__isnull=True, due_on__lt=today).order_by("school_id", "id")
    due = list(rows.select_for_update())
    opened = tasks.open_many(actor=actor, now=now, tasks=[_task(row, today) for row in due])
    for row in due:
        row.told_at = now
    Matter.objects.whole_tree(reason="rows locked above").bulk_update(due, ["told_at"], batch_size=1000)
    return len(opened)


def _task(row: Matter, today: dt.date) -> NewTask:
    return NewTask(
        OVERDUE_TASK.code, row.school_id, row.school_id, str(Key(row.school_id, row.id)),
        clock.at(today, rules.FOLLOW_UP_HOUR), {"day": row.due_on.isoformat()},
    )  # fmt: skip


def _require_own(actor: Actor, school_id: int) -> None:
    """Refuse those above, and units that are no schools: a school keeps its own link."""
    if unit_by_id(school_id).level != "SCHOOL":
        raise NotVisible()
    if not actor.is_system and school_id not in actor.held_in("communities.keep"):
        raise Forbidden(act="改别的学校的社区对接")
