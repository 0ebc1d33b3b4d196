"""What overseers do that is itself on record: taking entries out, checking the chain."""

import datetime as dt

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.audit import seal
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.oversight import queries
from sizao.core.oversight.queries import Asked
from sizao.core.usecase import use_case

MOST_ROWS = 20_000


class TooMuchToExport(SizaoError):
    """More entries were asked for than one file takes."""

    code = "too_much_to_export"
    message = "超过{most}条，缩小日期或条件再导出"
    http_status = 422


@use_case("oversight.entry.exported", permission="audit.view")
def export_entries(*, actor: Actor, now: dt.datetime, asked: Asked, purpose: str) -> list[AuditEntry]:
    """Give the entries of an export, latest first; that they were taken, by whom and for what is itself an entry.

    raises: Invalid without a purpose, TooMuchToExport.
    """
    if len(purpose.strip()) < 2:
        raise Invalid([FieldProblem("purpose", "写明导出用途")])
    rows = list(queries.entries_of(actor, asked)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise TooMuchToExport(most=MOST_ROWS)
    days = f"{asked.since}/{asked.until}"
    fields = tuple(name for name in ("user_ids", "object", "action", "purpose") if getattr(asked, name))
    usecase.touch(school_id=_home_of(actor), kind="audit.entries", id=days, fields=fields, purpose=purpose.strip())
    return rows


@use_case("oversight.chain.checked", permission="audit.view")
def check_chain(*, actor: Actor, now: dt.datetime, since: dt.date | None) -> seal.Verification:
    """Walk the chain from a day on, None for all of it; only for those who oversee a whole province.

    raises: Forbidden.
    """
    queries.require_provincial(actor)
    found = seal.verify(since=since)
    usecase.touch(school_id=usecase.COUNTRY, kind="audit.chain", id=found.head[:16])
    return found


def _home_of(actor: Actor) -> int:
    """Give the key under which an overseer's own acts are kept: that of the first post that oversees."""
    return next((grant.unit.key for grant in actor.grants_for("audit.view")), usecase.COUNTRY)
