"""What others saw after the class had reported: taken over or dismissed from the day's page, in one tap."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sizao.core import clock, scope
from sizao.core.converters import Key, open_key
from sizao.core.http import own_transaction, signed_in
from sizao.core.ids import new_id
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services as reports
from sizao.detect.checks.queries import Check, QuestionKind, Source


@own_transaction
@require_POST
def take_over(request: HttpRequest, key: Key) -> HttpResponse:
    """Enter what is proposed into the day's latest report; where none stands, go to the report that is due."""
    actor, now = signed_in(request), clock.now()
    day = clock.school_date(now)
    with scope.transaction(actor):
        open_key(actor, key, "checks.view_entries")
        asked = checks.get_suggestion(actor, school_id=key.school_id, question_id=key.id)
        session = checks.find_latest_session(actor, question=asked, school_id=key.school_id, day=day)
        if session is None:
            raise reports.NothingToAmend()
        page = checks.get_check_page(actor, group_id=asked.group_id, day=day, session=session, now=now)
    entries = {person: stored.entry for person, stored in page.entries.items()}
    entries[asked.person_id] = asked.entry
    check = Check(
        new_id(now), key.school_id, asked.group_id, day, session, base_version=page.base_version,
        entries=tuple(entries.values()), reason=_(QuestionKind(asked.kind).label), source=Source.WEB,
    )  # fmt: skip
    reports.submit_one(actor=actor, now=now, check=check)
    return HttpResponseRedirect(reverse("checks:check", args=[asked.group_id, day, session]))


@require_POST
def dismiss(request: HttpRequest, key: Key) -> HttpResponse:
    """Say that the pupil is here and well."""
    actor = signed_in(request)
    open_key(actor, key, "checks.view_entries")
    reports.dismiss_question(actor=actor, now=clock.now(), school_id=key.school_id, question_id=key.id)
    return HttpResponseRedirect(reverse("web:today"))
