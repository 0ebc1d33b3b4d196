"""React to a group's report: reminders of it are settled."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.notify import services as notify
from sizao.detect.checks import queries
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.checks.rules import GroupKind, Session
from sizao.detect.checks.services import missing_boarders, reminding
from sizao.registry.places import queries as places


def settle_reminders(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Let no badge ask for a report that has come."""
    reported = [fact for fact in facts if not fact.is_withdrawn]
    buildings = places.list_buildings_of({fact.group_id for fact in reported if fact.group_kind == GroupKind.ROOM})
    complete = queries.list_complete_buildings(
        {(fact.school_id, buildings[fact.group_id][0], fact.day) for fact in reported if fact.group_id in buildings}
    )
    done = [
        notify.Done(fact.school_id, fact.day, reminding.about(fact.group_id, fact.day, fact.session))
        for fact in reported if fact.group_kind != GroupKind.ROOM
    ]  # fmt: skip
    done += [
        notify.Done(school_id, day, reminding.about(building, day, Session.EVENING))
        for school_id, building, day in complete
    ]
    notify.settle_many(done, templates=reminding.TEMPLATES, now=now)


def tell_not_back(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Tell at once who must know that boarders are not back."""
    rooms = [fact for fact in facts if fact.group_kind == GroupKind.ROOM and fact.absent and not fact.is_withdrawn]
    missing_boarders.tell([(fact.school_id, fact.day, fact.check_id) for fact in rooms], now=now)
