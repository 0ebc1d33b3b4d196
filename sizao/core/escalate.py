"""The one escalation of all closed loops: what is overdue is told, step by step, each step once.

A loop names its steps (`Escalation`: after how many hours, to which roles, how many offices up). A model with a loop
is registered with a teller; telling and counting the step stand in one transaction.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from sizao.core.actor import OFFICES, UnitRef, units_by_id
from sizao.core.ids import new_id
from sizao.core.looped import LoopedModel
from sizao.core.loops import Escalation
from sizao.core.models import LoopMove
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template, declare, declare_titles

log = logging.getLogger("sizao.escalate")

BATCH = 2000

OVERDUE = Template("core.overdue", "“{title}”{count}项已逾期。", {"title": Param.TITLE, "count": Param.COUNT})
OVERDUE_BELOW = Template(
    "core.overdue_below", "{unit}“{title}”{count}项已逾期。",
    {"unit": Param.UNIT, "title": Param.TITLE, "count": Param.COUNT},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overdue:
    """A row that reached a step: told now for the first time.

    owner: the school or office that owns the row. target: the unit whose holders of `roles` are told, None when there
    is none so far up. step: 1 for the loop's first.
    """

    row: Any
    step: int
    roles: tuple[str, ...]
    owner: UnitRef
    target: UnitRef | None


Teller = Callable[[Sequence[Overdue], dt.datetime], None]
_tellers: dict[type, Teller] = {}


def register(model: type, teller: Teller) -> None:
    """Say who is told about overdue rows of a model, and how."""
    _tellers[model] = teller


def by_notice(title: str, url: Callable[[Any], str]) -> Teller:
    """Make the usual teller: one notice to the holders of the step's roles, naming the thing and the unit.

    title: what the rows are (日报告); url: row to the page where it is dealt with.
    """
    declare_titles([title])

    def tell(overdue: Sequence[Overdue], now: dt.datetime) -> None:
        notify.send_many([_message(one, title, url(one.row)) for one in overdue if one.target], now=now)

    return tell


def _message(one: Overdue, title: str, url: str) -> notify.Message:
    return message_to(one, (notify.role_at(one.target.id, *one.roles),), title, url)


def message_to(one: Overdue, to: tuple[notify.RoleAt, ...], title: str, url: str) -> notify.Message:
    """Word the notice of one overdue row; told above its owner, it names the owner."""
    params: dict[str, Any] = {"title": title, "count": 1}
    is_above = one.target is not None and one.target.id != one.owner.id
    if is_above:
        params["unit"] = one.owner.name
    # One a day of each thing and step; above, one a day of each school.
    dedupe = f"{title}:{one.step}" + (f":{one.owner.id}" if is_above else "")
    about = notify.About(f"{one.row._meta.label_lower}:{one.row.id}", url)
    return notify.Message(OVERDUE_BELOW if is_above else OVERDUE, to, about, params, dedupe=dedupe)


def looped_models() -> list[type[LoopedModel]]:
    """List the models whose loop escalates."""
    return [model for model in apps.get_models() if issubclass(model, LoopedModel) and model.loop.escalation]


def untold() -> list[str]:
    """List models whose loop escalates but which nobody is told about: a mistake in the program."""
    return [model._meta.label for model in looped_models() if model not in _tellers]


def run(*, now: dt.datetime) -> int:
    """Tell what became overdue since the last run, for all loops; a teller that fails stops only its own model.

    returns: number of steps told.
    """
    told = 0
    for model in looped_models():
        if model not in _tellers:
            log.error("%s escalates, but nobody is registered to be told", model._meta.label)
            continue
        try:
            for step, escalation in enumerate(model.loop.escalation, start=1):
                while count := _tell_batch(model, step, escalation, now):
                    told += count
        except Exception:
            log.exception("escalation of %s failed", model._meta.label)
    return told


def _tell_batch(model: Any, step: int, escalation: Escalation, now: dt.datetime) -> int:
    """Lock, count and tell one batch of rows that reached a step."""
    with transaction.atomic():
        rows = model._base_manager.filter(
            escalated=step - 1, state_due_at__lte=now - dt.timedelta(hours=escalation.after_hours)
        ).exclude(state__in=model.loop.closed)
        found = list(rows.order_by("state_due_at").select_for_update(skip_locked=True)[:BATCH])
        if not found:
            return 0
        for row in found:
            row.escalated = step
        model._base_manager.bulk_update(found, ["escalated"], batch_size=1000)
        _keep(found, step, escalation, now)
        _tellers[model](_reached(found, step, escalation), now)
    return len(found)


def _keep(rows: Iterable[Any], step: int, escalation: Escalation, now: dt.datetime) -> None:
    """Write the step into each row's history; the state stays."""
    LoopMove.objects.bulk_create(
        [
            LoopMove(
                school_id=row.school_id, id=new_id(now), object_kind=row._meta.label_lower, object_id=row.id,
                move="escalate", from_state=row.state, to_state=row.state, moved_at=now, moved_by=None,
                moved_role="escalation", reason=f"{step}:{','.join(escalation.roles)}", proof="",
            )
            for row in rows
        ],
        batch_size=5000,
    )  # fmt: skip


def _reached(rows: Sequence[Any], step: int, escalation: Escalation) -> list[Overdue]:
    owners = units_by_id({row.school_id for row in rows})
    above = units_by_id({unit for owner in owners.values() for unit in _ids(owner)})
    return [
        Overdue(row, step, escalation.roles, owner, _up(owner, escalation.levels_up, above))
        for row in rows
        if (owner := owners.get(row.school_id)) is not None
    ]


def _ids(unit: UnitRef) -> list[int]:
    return [int(part) for part in unit.territory_path.strip("/").split("/")]


def _up(owner: UnitRef, levels: int, units: dict[int, UnitRef]) -> UnitRef | None:
    """Go up from a school or office by so many existing offices."""
    offices = [units[one] for one in _ids(owner)[:-1] if one in units and units[one].level in OFFICES]
    chain: list[UnitRef] = [*offices, owner]
    return chain[-1 - levels] if levels < len(chain) else None


declare((OVERDUE, OVERDUE_BELOW))
