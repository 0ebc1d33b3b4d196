"""Read one's own children and what was said of them; find the pupils that gates name."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import Answer
from sizao.detect.screening.models import SelfReport
from sizao.detect.screening.rules import FURTHEST_DAYS, NEXT_DAY_HOUR, ReportState
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.registry.roster import queries as roster
from sizao.registry.roster.queries import Child

REPORT = "screening.report"
SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A message with its state now."""

    id: uuid.UUID
    school_id: int
    person_id: uuid.UUID
    day: dt.date
    leave: str
    symptoms: tuple[str, ...]
    onset_date: dt.date | None
    seen_doctor: bool | None
    question_id: uuid.UUID
    reported_at: dt.datetime
    state: str
    answered_at: dt.datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be taken back."""
        return self.state == ReportState.WAITING


FIELDS = (
    "id", "school_id", "person_id", "day", "leave", "symptoms", "onset_date", "seen_doctor", "question_id",
    "reported_at",
)  # fmt: skip
STATES = {
    Answer.STILL: ReportState.TAKEN,
    Answer.RECOVERED: ReportState.DISMISSED,
    Answer.WITHDRAWN: ReportState.WITHDRAWN,
}


def list_children(actor: Actor) -> list[Child]:
    """List the children for whom the actor is responsible, in all their schools.

    raises: Forbidden for someone who is no guardian.
    """
    actor.require(REPORT)
    return roster.list_children(actor, REPORT)


def get_child(actor: Actor, *, school_id: int, person_id: uuid.UUID) -> Child:
    """Give one of the actor's children.

    raises: Forbidden, NotVisible.
    """
    for child in list_children(actor):
        if (child.school_id, child.id) == (school_id, person_id):
            return child
    raise NotVisible()


def list_reports(children: Collection[Child], *, today: dt.date) -> list[Line]:
    """List what was said of one's children lately, by whichever guardian, latest first; two queries."""
    if not children:
        return []
    rows = SelfReport.objects.whole_tree(reason="of the reader's own children, asked of the roster")
    rows = rows.filter(
        school_id__in={child.school_id for child in children}, person_id__in=[child.id for child in children],
        day__gte=today - dt.timedelta(days=SHOWN_DAYS),
    )  # fmt: skip
    said = list(rows.order_by("-day", "-reported_at", "-id").values_list(*FIELDS))
    answers = checks.list_answers({row[1] for row in said}, [row[8] for row in said]) if said else {}
    return [_line(row, answers) for row in said]


def _line(row: tuple, answers: dict[uuid.UUID, tuple[str, dt.datetime]]) -> Line:
    answer, at = answers.get(row[8], ("", None))
    state = STATES[answer] if answer else ReportState.WAITING
    return Line(*row[:5], tuple(row[5]), *row[6:], state, at)


def get_report(actor: Actor, *, school_id: int, report_id: uuid.UUID, today: dt.date) -> Line:
    """Give a message about one of the actor's children.

    raises: Forbidden, NotVisible.
    """
    for line in list_reports(list_children(actor), today=today):
        if (line.school_id, line.id) == (school_id, report_id):
            return line
    raise NotVisible()


def days_to_choose(group_id: int, now: dt.datetime) -> list[dt.date]:
    """List the days a message may be for, the likely one first: today while school lasts, and the next school day."""
    today = clock.school_date(now)
    end = today + dt.timedelta(days=FURTHEST_DAYS + 1)
    verdicts = policies.list_verdicts(unit_by_id(group_id), today, end)
    school_days = [day for day in sorted(verdicts) if verdicts[day].is_school_day]
    following = [day for day in school_days if day > today][:1]
    is_over = now.astimezone(clock.SHANGHAI).time() >= NEXT_DAY_HOUR
    own = [day for day in school_days if day == today]
    return following + own if is_over else own + following


def names_of_groups(children: Iterable[Child]) -> dict[int, str]:
    """Name the classes and schools of children, `育英小学三(1)班`."""
    children = list(children)
    lines = orgs.list_lines({child.group_id for child in children} | {child.school_id for child in children})
    return {
        child.group_id: f"{lines[child.school_id].name} {lines[child.group_id].name}"
        for child in children
        if child.group_id in lines and child.school_id in lines
    }
