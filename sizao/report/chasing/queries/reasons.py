"""Why groups are missing, for those who look after them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sizao.core.actor import Actor
from sizao.report.chasing.models import MissingReason
from sizao.report.chasing.rules import Reason


@dataclass(frozen=True, slots=True)
class GivenReason:
    """Why a group had not reported."""

    group_id: int
    session: str
    reason: str
    note: str
    given_at: dt.datetime
    given_by: int | None

    @property
    def words(self) -> str:
        """The reason in the reader's language, with its note."""
        return " ".join([_(Reason(self.reason).label), self.note]).strip()


def reason_choices() -> list[tuple[str, str]]:
    """Give the reasons by code in the reader's language."""
    return [(code, _(label)) for code, label in Reason.pairs()]


def reasons_of(actor: Actor, *, school_id: int, day: dt.date) -> dict[tuple[int, str], GivenReason]:
    """Give the reasons of a school's day by group and session."""
    rows = MissingReason.objects.visible_to(actor).filter(school_id=school_id, day=day)
    fields = ("group_id", "session", "reason", "note", "given_at", "given_by")
    return {(row[0], row[1]): GivenReason(*row) for row in rows.values_list(*fields)}


def reason_words(actor: Actor, *, school_ids: Iterable[int], day: dt.date) -> dict[int, str]:
    """Say why groups of schools are missing: 网络或设备故障2个班; which class gave which stays in the school."""
    found = reasons_by_school(actor, school_ids=school_ids, day=day)
    one = _("{reason}{n}个班")
    return {
        school: _("，").join(one.format(reason=_(Reason(code).label), n=count) for code, count in counts.most_common())
        for school, counts in found.items()
    }


def reasons_by_school(actor: Actor, *, school_ids: Iterable[int], day: dt.date) -> dict[int, Counter[str]]:
    """Count the reasons given in schools on a day, one query."""
    rows = MissingReason.objects.visible_to(actor).filter(school_id__in=list(school_ids), day=day)
    found: dict[int, Counter[str]] = {}
    for school_id, reason in rows.values_list("school_id", "reason"):
        found.setdefault(school_id, Counter())[reason] += 1
    return found
