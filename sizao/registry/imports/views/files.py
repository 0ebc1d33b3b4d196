"""The file that goes out: an empty roster to fill in."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core.actor import unit_by_id
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.http import signed_in
from sizao.registry.imports.views.blank import write_roster
from sizao.registry.roster import queries as roster


@require_safe
def template(request: HttpRequest, school_id: int) -> HttpResponse:
    """Give an empty roster to fill in, with the school's classes to choose from."""
    actor = signed_in(request)
    actor.require("roster.edit", unit_by_id(school_id))
    groups = roster.list_group_counts(actor, school_id=school_id)
    content = io.BytesIO()
    write_roster(content, [one.name for one in groups if one.kind == "CLASS"])
    content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=_("名册模板.xlsx"), content_type=CONTENT_TYPES[FileKind.XLSX]
    )
