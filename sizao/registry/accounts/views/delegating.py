"""Hand one's own post to a colleague for a time, and take it back."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock, http
from sizao.core.actor import roles_with
from sizao.core.answering import answer, back, receipt, went_through
from sizao.registry.accounts import forms, queries, services
from sizao.registry.accounts.services import NewDelegation


@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """List what one has handed over and hand over more."""
    actor, now = http.signed_in(request), clock.now()
    actor.require("accounts.delegate")
    today = clock.school_date(now)
    own = [
        post
        for post in queries.list_posts([actor.user_id], on=today)
        if not post.delegated_by and post.role in roles_with("accounts.delegate") and post.starts_on <= today
    ]
    form = forms.Delegation(
        request.POST or None,
        posts=[(post.id, _("{unit}{role}").format(unit=post.unit_name, role=post.role_label)) for post in own],
        colleagues=queries.list_colleagues(actor),
        initial={"starts_on": today, "grant_id": own[0].id if own else None},
    )

    def delegate(values: dict[str, Any]) -> None:
        services.delegate_post(actor=actor, now=now, delegation=NewDelegation(**values))

    context: dict[str, Any] = {"form": form, "own": own}
    if request.method == "POST" and went_through(form, delegate):
        context["receipt"] = _receipt(form)
    context["delegations"] = queries.list_delegations(actor.user_id, on=today)
    return answer(request, "accounts/delegations.html", "accounts/_delegation_form.html", context, form=form)


def _receipt(form: forms.Delegation) -> dict[str, Any]:
    values = form.cleaned_data
    latest = values["until"] - dt.timedelta(days=1)
    rows = [
        (_("委托给"), dict(form.fields["user_id"].choices)[values["user_id"]]),
        (_("期间"), _("{first}至{latest}").format(first=values["starts_on"], latest=latest)),
    ]
    return receipt(_("岗位已委托"), rows, [(_("查看委托"), reverse("accounts:delegations"))])


@require_POST
def revoke(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Take back what one has handed over."""
    services.revoke_delegation(actor=http.signed_in(request), now=clock.now(), grant_id=grant_id)
    return back(reverse("accounts:delegations"))
