"""What was signed, as values for other modules."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sizao.core.actor import Actor, UnitRef
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.queries.returns import figures_of, list_levels, list_sub_returns, list_versions
from sizao.report.daily.rules import Figures


@dataclass(frozen=True, slots=True)
class SignedReturn:
    """One signed version of a unit's return; `missing_reasons` by unit id as text: session and reason."""

    unit_id: int
    version: int
    signed_at: dt.datetime
    signed_by: int | None
    signed_role: str
    delegated_by: int | None
    reason: str
    figures: Figures
    by_session: dict[str, Figures]
    missing_reasons: dict[str, dict[str, Any]]


def _value(row: DailyReturn) -> SignedReturn:
    sessions = {name: Figures(**values) for name, values in row.by_session.items()}
    return SignedReturn(
        row.school_id, row.version, row.signed_at, row.signed_by, row.signed_role, row.delegated_by, row.reason,
        figures_of(row), sessions, row.missing_reasons,
    )  # fmt: skip


def list_signed(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[SignedReturn]:
    """List the signed versions of a unit's return, the first one first."""
    rows = list_versions(actor, unit=unit, day=day)
    return sorted((_value(row) for row in rows if row.signed_at is not None), key=lambda one: one.version)


def list_signed_below(actor: Actor, *, unit: UnitRef, day: dt.date) -> dict[int, SignedReturn]:
    """Give the signed returns that an office received, by unit."""
    rows = list_sub_returns(actor, unit=unit, day=day)
    return {row.school_id: _value(row) for row in rows if row.signed_at is not None}


def list_signed_levels(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[tuple[str, SignedReturn | None]]:
    """Give each level from this unit up with the return it signed."""
    found = list_levels(actor, unit=unit, day=day)
    return [(level, _value(row) if row and row.signed_at is not None else None) for level, _name, row in found]
