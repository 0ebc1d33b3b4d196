"""The school's roster as a file, for a purpose."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import went_through
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.http import signed_in
from sizao.registry.roster import forms, queries, services
from sizao.registry.roster.services.exporting import COLUMNS


def _workbook(content: io.BytesIO, name: str) -> FileResponse:
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPES[FileKind.XLSX])


@never_cache
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, school_id: int) -> HttpResponse:
    """Say what an export holds and ask what for; posted, send it."""
    actor, school = signed_in(request), unit_by_id(school_id)
    actor.require("roster.export", school)
    form = forms.Export(request.POST if request.method == "POST" else None)
    now, content = clock.now(), io.BytesIO()

    def write(values: dict) -> None:
        services.export_roster(actor=actor, now=now, school_id=school_id, purpose=values["purpose"], target=content)

    if request.method == "POST" and went_through(form, write):
        return _workbook(content, f"{school.name}{_('名册')}{now:%Y%m%d}.xlsx")
    context = {
        "form": form,
        "school": school,
        "count": queries.count_pupils(actor, school_id=school_id),
        "columns": [_(column.title) for column in COLUMNS],
    }
    return render(request, "roster/export.html", context, status=422 if form.errors else 200)
