"""Tell the doers that a task is due today, and doers and superiors that one is overdue."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Min
from django.urls import reverse

from sizao.core import clock, escalate, scope
from sizao.core.escalate import Overdue
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.core.tasks import kinds
from sizao.core.tasks.models import Task

# So long before its deadline a task is called to mind; project decision.
REMIND_HOURS = 2

DUE_TODAY = Template(
    "tasks.due_today", "任务“{title}”{due}截止，还有{count}项。",
    {"title": Param.TITLE, "due": Param.TIME, "count": Param.COUNT},
)  # fmt: skip
TEMPLATES = (DUE_TODAY,)


def _doers(kind: kinds.TaskKind, unit_id: int, school_id: int) -> tuple[notify.RoleAt, ...]:
    """Address who does a task: in its unit, and those of its school whose post stands above the unit."""
    places = dict.fromkeys((unit_id, school_id))
    return tuple(notify.role_at(place, *kind.roles) for place in places)


def remind_due(*, now: dt.datetime) -> int:
    """Remind the doers of open tasks that end within two hours, once a person, kind of task and day.

    returns: number of notices written.
    """
    with scope.transaction(None):
        rows = Task.objects.whole_tree(reason="a reminder for every school; only counts are read").filter(
            state="OPEN", state_due_at__gt=now, state_due_at__lte=now + dt.timedelta(hours=REMIND_HOURS)
        )
        groups = rows.values_list("school_id", "unit_id", "kind").annotate(count=Count("id"), due=Min("state_due_at"))
        messages = []
        for school_id, unit_id, code, count, due in groups.order_by("school_id", "unit_id", "kind"):
            kind = kinds.get(code)
            about = notify.About(f"tasks:{code}:{clock.school_date(due)}", reverse("tasks:list"))
            params = {"title": kind.title, "due": due, "count": count}
            to = _doers(kind, unit_id, school_id)
            messages.append(notify.Message(DUE_TODAY, to, about, params, dedupe=code, expires_at=due))
        return notify.send_many(messages, now=now)


def tell_overdue(overdue: Sequence[Overdue], now: dt.datetime) -> None:
    """Tell the first step to whoever has the task (or has to verify it), the later ones to the step's roles."""
    messages = []
    for one in overdue:
        kind = kinds.get(one.row.kind)
        if one.roles:
            to = (notify.role_at(one.target.id, *one.roles),) if one.target else ()
        elif one.row.state == "OPEN":
            to = _doers(kind, one.row.unit_id, one.row.school_id)
        else:
            to = (notify.role_at(one.row.school_id, "SCHOOL_LEADER", "EPIDEMIC_REPORTER"),)
        messages.append(escalate.message_to(one, to, kind.title, reverse("tasks:list")))
    notify.send_many(messages, now=now)
