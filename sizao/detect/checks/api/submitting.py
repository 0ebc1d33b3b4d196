"""Send one report or a list of them; each is written once, whatever the network does."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Body, Header, Status

from sizao.core import clock, reading, scope
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.http import own_transaction, problem_body, signed_in
from sizao.core.rest import Unread, one_or_many
from sizao.detect.checks import queries, services
from sizao.detect.checks.api import showing
from sizao.detect.checks.api.routing import router
from sizao.detect.checks.api.schemas import NewCheck, Receipt, Results
from sizao.detect.checks.rules import Check

MOST_CHECKS = 5000

Sent = Annotated[one_or_many(NewCheck, most=MOST_CHECKS), Body()]
Key = Annotated[uuid.UUID | None, Header(alias="Idempotency-Key")]
Outcome = services.Receipt | SizaoError


@router.post("", response={201: Receipt, 200: Receipt | Results, 207: Results}, summary=_("上报晨午晚检"))
@own_transaction
def submit_checks(request: HttpRequest, checks: Sent, idempotency_key: Key = None) -> Status | JsonResponse:
    """Write one report, or a list of at most 5,000, each on its own: a wrong one stops no other.

    One: 201 with its receipt; 200 when the same had come before; its problem otherwise. A list: 200 when all were
    written, 207 when any was refused, both with a result for each row. The `id` of a report is its idempotency key;
    the header may repeat it. Durable when answered.
    """
    actor, now = signed_in(request), clock.now()
    if isinstance(checks, list):
        _refuse_key(idempotency_key, None)
        return _many(actor, now, checks, request.path)
    _refuse_key(idempotency_key, checks.id)
    return _one(actor, now, checks.check(now))


def _refuse_key(given: uuid.UUID | None, expected: uuid.UUID | None) -> None:
    """Refuse a key in the header that is not the report's id; the reports of a list have each their own."""
    if given is not None and given != expected:
        reason = "和报告的id不同" if expected else "一组报告各用自己的id，不用这一项"
        raise Invalid([FieldProblem("Idempotency-Key", reason, value=str(given))])


def _one(actor: Actor, now: dt.datetime, check: Check) -> JsonResponse:
    try:
        receipt = services.submit_one(actor=actor, now=now, check=check)
    except (services.VersionConflict, services.QuestionsOpen) as refusal:
        refusal.extra = _what_stands_in_the_way(actor, check, refusal)
        raise
    return JsonResponse(shown(receipt), status=_status(receipt))


def take_one(actor: Actor, sent: object) -> tuple[int, dict[str, Any]] | None:
    """Write one report that came alone and is in order (`core.direct`); give None for a list.

    raises: pydantic's ValidationError, or the refusal by its name; the whole way then says it in words.
    """
    if not isinstance(sent, dict):
        return None
    now = clock.now()
    receipt = services.submit_one(actor=actor, now=now, check=NewCheck.model_validate(sent).check(now))
    return _status(receipt), shown(receipt)


take_one.csrf_exempt = True


def shown(receipt: services.Receipt) -> dict[str, Any]:
    """Write a single receipt by hand: a thousand a second leave here, and the schema only describes them."""
    due_at = receipt.due_at.astimezone(clock.SHANGHAI).isoformat() if receipt.due_at else None
    return {
        "check_id": str(receipt.check_id), "school_id": receipt.school_id, "group_id": receipt.group_id,
        "day": receipt.day.isoformat(), "session": str(receipt.session), "version": receipt.version,
        "enrolled": receipt.enrolled, "absent": receipt.absent, "ill": receipt.ill, "is_late": receipt.is_late,
        "is_repeat": receipt.is_repeat, "due_at": due_at,
    }  # fmt: skip


def _what_stands_in_the_way(actor: Actor, check: Check, refusal: SizaoError) -> dict[str, Any]:
    """Give the report that came first with its entries, or the questions that are open."""
    with scope.transaction(actor):
        group = unit_by_id(check.group_id)
        if isinstance(refusal, services.QuestionsOpen):
            return {"questions": showing.questions(actor, group, check.day)}
        current = queries.find_current(actor, group=group, day=check.day, session=check.session)
        if current is None:
            return {"current": None}
        shown = showing.plain(showing.check(current, check.school_id, check.day))
        return {"current": {**shown, "entries": showing.entries(actor, group, check.day, current.id)}}


def _many(actor: Actor, now: dt.datetime, rows: list[NewCheck | Unread], path: str) -> Status:
    outcomes: dict[int, Outcome] = {
        index: Invalid(reading.problems_of(row.errors, row=index + 1))
        for index, row in enumerate(rows)
        if isinstance(row, Unread)
    }
    readable = {index: row.check(now) for index, row in enumerate(rows) if not isinstance(row, Unread)}
    outcomes.update(_written(actor, now, readable))
    results = [_result(index, outcomes[index], path) for index in range(len(rows))]
    refused = sum("problem" in result for result in results)
    body = {"results": results, "written": len(results) - refused, "refused": refused}
    return Status(207 if refused else 200, body)


def _written(actor: Actor, now: dt.datetime, checks: Mapping[int, Check]) -> dict[int, Outcome]:
    """Write what is right in itself, and give each row its outcome.

    The service refuses a list with any wrong report as a whole; the rows it names are left out the second time.
    """
    try:
        receipts = services.submit_check(actor=actor, now=now, checks=list(checks.values()))
    except Invalid as refusal:
        wrong = _by_row(refusal, list(checks))
        right = {index: check for index, check in checks.items() if index not in wrong}
        return {**wrong, **(_written(actor, now, right) if right else {})}
    return dict(zip(checks, receipts, strict=True))


def _by_row(refusal: Invalid, indexes: list[int]) -> dict[int, Outcome]:
    """Part the problems of a list by the row of what was sent; a list of one names no row."""
    parted: dict[int, list[FieldProblem]] = {}
    for one in refusal.problems:
        index = indexes[(one.row or 1) - 1]
        parted.setdefault(index, []).append(FieldProblem(one.field, one.reason, one.params, index + 1, one.value))
    return {index: Invalid(problems) for index, problems in parted.items()}


def _status(receipt: services.Receipt) -> int:
    return 200 if receipt.is_repeat else 201


def _result(index: int, outcome: Outcome, path: str) -> dict[str, Any]:
    if isinstance(outcome, SizaoError):
        return {"index": index, "status": outcome.http_status, "problem": problem_body(outcome, instance=path)}
    return {"index": index, "status": _status(outcome), "receipt": outcome}
