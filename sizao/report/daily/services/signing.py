"""Sign the return: a snapshot as known at signing, by the first-responsible person or a recorded delegate."""

import datetime as dt
from collections.abc import Mapping

from sizao.core import looped, usecase
from sizao.core.actor import OFFICES, Actor, UnitRef
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries as orgs
from sizao.report.daily import queries, rules
from sizao.report.daily.facts import ReturnAmended, ReturnSigned
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.queries import Draft
from sizao.report.daily.queries.returns import as_json


class NoReturn(SizaoError):
    """No return is due from this unit on this day."""

    code = "no_return"
    message = "{day}没有要签报的日报告"
    http_status = 409


class AlreadySigned(SizaoError):
    """The return has been signed; a wrong figure is amended."""

    code = "already_signed"
    message = "已签报，数字有误用更正"
    http_status = 409


class ReasonsMissing(SizaoError):
    """Classes that did not report need a reason in words before the return is signed."""

    code = "reasons_missing"
    message = "还有{count}个未报的班没有写原因"
    http_status = 422


class FiguresChanged(SizaoError):
    """Between looking and signing the figures changed; what was not seen is not signed."""

    code = "figures_changed"
    message = "数字刚有变化，看过新的再签"
    http_status = 409


class NothingToAmend(SizaoError):
    """The signed figures still hold; what was found later goes into the next return."""

    code = "nothing_to_amend"
    message = "数字没有变化，不用更正"
    http_status = 409


@use_case("daily.returns.prepared", permission="daily.prepare")
def prepare_returns(*, actor: Actor, now: dt.datetime, day: dt.date) -> int:
    """Make the day's returns of every school that is expected to report and of the offices above; once each.

    returns: number made.
    """
    usecase.touch(school_id=usecase.COUNTRY, kind="daily.returns", id=day)
    units = orgs.list_return_units(day)
    expected = queries.schools_expected(day)
    schools = [unit for unit in units if unit.id in expected]
    offices = {area for unit in schools for area in (unit.county_id, unit.city_id, unit.province_id)}
    have = set(
        DailyReturn.objects.whole_tree(reason="which returns exist already")
        .filter(day=day, version=1)
        .values_list("school_id", flat=True)
    )
    wanted = [unit for unit in units if unit.id in expected or unit.id in offices]
    windows = queries.windows_of(wanted, day)
    rows = [_prepared(unit, day, windows[unit.id], now) for unit in wanted if unit.id not in have]
    looped.start_many(rows, actor=actor, now=now)
    for row in rows:
        row.state_due_at = row.covers_to
    DailyReturn.objects.bulk_create(rows, batch_size=5000)
    return len(rows)


def _prepared(unit, day: dt.date, window: rules.Window, now: dt.datetime) -> DailyReturn:
    return DailyReturn(
        school_id=unit.id,
        id=new_id(now),
        day=day,
        level=unit.level,
        county_id=unit.county_id,
        city_id=unit.city_id,
        province_id=unit.province_id,
        covers_from=window.start,
        covers_to=window.end,
    )


def _held(actor: Actor, unit: UnitRef, day: dt.date) -> DailyReturn:
    rows = DailyReturn.objects.visible_to(actor).filter(school_id=unit.id, day=day)
    row = rows.order_by("-version").select_for_update().first()
    if row is None:
        raise NoReturn(day=day)
    return row


@use_case("daily.return.signed", permission="daily.sign", on="unit_id")
def sign_return(
    *,
    actor: Actor,
    now: dt.datetime,
    unit_id: int,
    day: dt.date,
    reasons: Mapping[int, str],
    seen: Mapping[str, int] | None = None,
) -> DailyReturn:
    """Sign a unit's return of a day.

    reasons: by group id, why it is missing; a school's missing classes all need one, an office's are only named.
    seen: the figures the signer looked at; others than now are refused.
    raises: NoReturn, AlreadySigned, ReasonsMissing, FiguresChanged.
    """
    unit = queries.get_unit(actor, unit_id, "daily.sign")
    row = _held(actor, unit, day)
    if row.state != rules.LOOP.start:
        raise AlreadySigned()
    draft = queries.draft_return(actor, unit=unit, day=day, now=now)
    if seen is not None and any(getattr(draft.figures, name) != value for name, value in seen.items()):
        raise FiguresChanged()
    missing = tuple(dict.fromkeys(group for group, _ in draft.missing))
    verdict = rules.readiness(missing=missing, reasons=dict(reasons))
    if unit.level not in OFFICES and not verdict.can_sign:
        raise ReasonsMissing(count=len(verdict.unexplained))
    _fill(row, draft, reasons, actor, unit, now)
    row.move("sign", actor=actor, now=now)
    row.save()
    if unit.level in OFFICES:
        _receive(actor, unit, day, now)
    usecase.touch(school_id=unit.key, kind="daily.return", id=row.id, fields=("state",))
    usecase.announce(ReturnSigned(unit.key, row.id, day, unit.level))
    return row


def _fill(
    row: DailyReturn, draft: Draft, reasons: Mapping[int, str], actor: Actor, unit: UnitRef, now: dt.datetime
) -> None:
    row.figures = as_json(draft.figures)
    row.by_session = {session: as_json(one) for session, one in draft.by_session.items()}
    row.missing_reasons = {
        str(group): {"session": session, "reason": reasons.get(group, "").strip()} for group, session in draft.missing
    }
    row.signed_at, row.signed_by, row.signed_role = now, actor.user_id, actor.system_job or actor.role
    signing = [grant for grant in actor.grants_for("daily.sign") if grant.covers(unit, "territory")]
    own = [grant for grant in signing if grant.delegated_by is None]
    row.delegated_by = None if own or not signing else signing[0].delegated_by


def _receive(actor: Actor, unit: UnitRef, day: dt.date, now: dt.datetime) -> None:
    """Close the returns below that this office's return now holds; nobody closes their own."""
    subs = [row for row in queries.list_sub_returns(actor, unit=unit, day=day) if row.state in ("SIGNED", "AMENDED")]
    looped.move_many(
        [row for row in subs if row.signed_by != actor.user_id or actor.user_id is None], "receive",
        actor=actor, now=now,
    )  # fmt: skip


@use_case("daily.return.amended", permission="daily.sign", on="unit_id")
def amend_return(*, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, reason: str) -> DailyReturn:
    """Amend (更正) a signed return whose figures were wrong: a new version with old and new numbers, told upward.

    raises: NoReturn, NothingToAmend, ProofMissing without a reason.
    """
    unit = queries.get_unit(actor, unit_id, "daily.sign")
    row = _held(actor, unit, day)
    if row.signed_at is None:
        raise NoReturn(day=day)
    draft = queries.draft_return(actor, unit=unit, day=day, now=now)
    changes = draft.figures.difference(queries.figures_of(row))
    if not changes:
        raise NothingToAmend()
    made = _prepared(row, day, rules.Window(row.covers_from, row.covers_to), now)
    made.school_id, made.version, made.reason = unit.id, row.version + 1, reason.strip()[:200]
    _fill(made, draft, {int(key): one["reason"] for key, one in row.missing_reasons.items()}, actor, unit, now)
    made.state, made.state_since = row.state, now
    made.save(force_insert=True)
    made.move("amend", actor=actor, now=now, reason=reason.strip())
    usecase.touch(school_id=unit.key, kind="daily.return", id=made.id, fields=tuple(changes), purpose=reason[:200])
    told = tuple(f"{name}:{old}:{new}" for name, (old, new) in changes.items())
    usecase.announce(ReturnAmended(unit.key, made.id, day, unit.level, told, reason.strip()))
    return made
