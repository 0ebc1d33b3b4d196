"""Report ill pupils as a teacher does, and let every fact be told."""

import datetime as dt

from sizao.core import dispatch
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry


def report(cast, at: dt.datetime, symptoms: dict[int, tuple[str, ...]], *, group: int = 0, **values):
    """Report pupils of a class by number with their symptoms; returns the receipt."""
    built = cast.school.classes[group]
    entries = tuple(Entry(built.people[number], symptoms=found) for number, found in symptoms.items())
    values = {"session": "MORNING", "reason": "更正", **values}
    check = Check(new_id(at), cast.school.id, built.id, at.date(), entries=entries, **values)
    receipt = checks.submit_one(actor=cast.actor(("teacher", "teacher2", "teacher3")[group], at), now=at, check=check)
    deliver(at)
    return receipt


def deliver(at: dt.datetime) -> None:
    """Tell all facts, and those that their handlers announce."""
    while dispatch.dispatch(now=at):
        pass
