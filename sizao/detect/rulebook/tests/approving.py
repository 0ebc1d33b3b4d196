"""Put changes through as two persons of an office do."""

import datetime as dt

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo import builders
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.rulebook import services
from sizao.detect.rulebook.models import RuleChange
from sizao.registry.accounts import queries as accounts


def second(cast, now: dt.datetime, *, unit_id: int, role: str = "COUNTY_OFFICER") -> Actor:
    """Give another officer of an office."""
    post = builders.Post(f"second{unit_id}", "刘科长", role, unit_id)
    since = now.date() - dt.timedelta(days=30)
    users = builders.build_posts([post], now=now, since=since, password="sizao-cast-2026")
    accounts.forget()
    return accounts.get_actor(users[post.username], on=now.date())


def drafted(actor: Actor, now: dt.datetime, kind: str, subject: str, **values) -> RuleChange:
    """Write a change of the actor's office down."""
    values = {"source": "县卫健〔2026〕7号", "starts_on": now.date(), **values}
    change = services.NewChange(kind, subject, **values)
    return services.draft_change(actor=actor, now=now, unit_id=actor.acting_unit.id, change=change)


def approved(actor: Actor, other: Actor, now: dt.datetime, kind: str, subject: str, **values) -> RuleChange:
    """Bring a change into force: tried and proposed by one, approved by the other."""
    row = drafted(actor, now, kind, subject, **values)
    services.preview_change(actor=actor, now=now, change_id=row.id)
    services.propose_change(actor=actor, now=now, change_id=row.id)
    return services.approve_change(actor=other, now=now, change_id=row.id)


def report(cast, at: dt.datetime, symptoms: dict[int, tuple[str, ...]], *, group: int = 0) -> None:
    """Report pupils of a class by number with their symptoms, and let every fact be told."""
    built = cast.school.classes[group]
    entries = tuple(Entry(built.people[number], symptoms=found) for number, found in symptoms.items())
    check = Check(new_id(at), cast.school.id, built.id, at.date(), "MORNING", entries=entries)
    checks.submit_one(actor=cast.actor(("teacher", "teacher2", "teacher3")[group], at), now=at, check=check)
    while dispatch.dispatch(now=at):
        pass
