"""Send a whole morning at once: thermal gates and school terminals, all or none."""

from typing import Annotated

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Body

from sizao.core import clock, reading
from sizao.core.http import own_transaction, signed_in
from sizao.core.rest import Unread, many
from sizao.detect.checks import services
from sizao.detect.checks.api.routing import router
from sizao.detect.checks.api.schemas import NewCheck, Receipts
from sizao.detect.checks.api.submitting import MOST_CHECKS, shown

Sent = Annotated[many(NewCheck, most=MOST_CHECKS), Body()]


@router.post("/bulk", response={201: Receipts}, summary=_("成批上报，全收或全不收"))
@own_transaction
def submit_all(request: HttpRequest, checks: Sent) -> JsonResponse:
    """Write at most 5,000 reports together: all are written, or none and the answer names every wrong row.

    201 with a receipt for each row, in order; a report that had come before is a repeat and no error, so that the
    whole may be sent again. Otherwise 422 with row (from 1), field and reason of everything wrong: what cannot be read,
    what is wrong in itself, and what the database refuses. A class out of reach reads like one that does not exist.
    """
    problems = [
        problem
        for row, one in enumerate(checks, start=1)
        if isinstance(one, Unread)
        for problem in reading.problems_of(one.errors, row=row)
    ]
    now = clock.now()
    readable = {row: one.check(now) for row, one in enumerate(checks, start=1) if not isinstance(one, Unread)}
    receipts = services.submit_all(actor=signed_in(request), now=now, checks=readable, problems=problems)
    repeats = sum(one.is_repeat for one in receipts)
    body = {"written": len(receipts) - repeats, "repeats": repeats, "receipts": [shown(one) for one in receipts]}
    return JsonResponse(body, status=201)
