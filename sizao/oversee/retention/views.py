"""The page that shows what the next night deletes, before it does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.http import signed_in
from sizao.oversee.retention import queries


@never_cache
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """List what is kept how long, what is past its time, and what the latest run deleted."""
    rows = queries.list_tables(signed_in(request), day=clock.today())
    counted = [row.line.counted_at for row in rows if row.line is not None]
    context = {
        "rows": [{"title": _(row.title), "days": row.days, "line": row.line} for row in rows],
        "as_of": max(counted, default=None),
        "due": sum(row.line.due for row in rows if row.line is not None),
    }
    return render(request, "retention/list.html", context)
