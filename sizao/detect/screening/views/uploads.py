"""Checks by file: take one, show every fault at its row, write on a person's word; and the empty file to fill in."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.changesets.blank import write_blank
from sizao.core.changesets.cells import cell_text
from sizao.core.changesets.sheets import Layout, table_rows
from sizao.core.converters import Key, open_key
from sizao.core.errors import FieldProblem, NotVisible
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.http import signed_in
from sizao.core.work import queries as work
from sizao.detect.screening import forms, services
from sizao.detect.screening.models import Upload
from sizao.detect.screening.queries import uploads as queries
from sizao.detect.screening.rules.uploads import SEND, Column
from sizao.detect.screening.services.uploads import CHECK_WORK, COMMIT_WORK, opened_file
from sizao.detect.screening.views import blank

PAGE_SIZE = 50
TONES = {"UPLOADED": "info", "CHECKED": "attention", "REFUSED": "act", "COMMITTED": "good", "DISCARDED": "na"}


def _unit(actor: Actor, asked: str) -> UnitRef:
    """Give the unit for which files are sent: the one asked for, else the first post that may.

    raises: Forbidden, NotVisible.
    """
    actor.require(SEND)
    own = [grant.unit for grant in actor.grants_for(SEND)]
    if not asked:
        return own[0]
    if not asked.isdecimal():
        raise NotVisible()
    unit = unit_by_id(int(asked))
    actor.require(SEND, unit)
    if unit.id not in {one.id for one in own}:
        raise NotVisible()
    return unit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """List one's own files of checks and take a new one."""
    actor, now = signed_in(request), clock.now()
    unit = _unit(actor, request.GET.get("unit", ""))
    form = forms.Upload(request.POST or None, request.FILES or None)
    made: list[Key] = []

    def start(values: dict[str, Any]) -> None:
        made.append(services.start_upload(actor=actor, now=now, unit_id=unit.id, upload=values["file"]))

    if request.method == "POST" and went_through(form, start, field="file"):
        return back(_next(made[0]))
    page = Paginator(queries.list_uploads(actor, unit_id=unit.id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form, "unit": unit, "page": page, "is_office": unit.school_id is None,
        "lines": [_line(row) for row in page],
    }  # fmt: skip
    return render(request, "screening/uploads.html", context, status=422 if form.errors else 200)


def _next(key: Key) -> str:
    """Give the page of the work under way on a file, else the file's own."""
    under_way = work.find_open(key.school_id, str(key.id), (CHECK_WORK, COMMIT_WORK))
    return reverse("work:work", args=[under_way]) if under_way else reverse("screening:upload", args=[key])


def _line(row: Upload) -> dict[str, Any]:
    return {
        "key": Key(row.school_id, row.id), "row": row, "tone": TONES[row.state], "word": _(row.state_label),
        "reports": row.counts.get("reports", 0),
    }  # fmt: skip


def _open(request: HttpRequest, key: Key) -> tuple[Actor, Upload]:
    actor = signed_in(request)
    open_key(actor, key, SEND)
    return actor, queries.get_upload(actor, key)


@never_cache
@require_safe
def upload(request: HttpRequest, key: Key) -> HttpResponse:
    """Show what a file says, every fault at its row, or what was written."""
    actor, row = _open(request, key)
    page = Paginator(row.problems, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **_line(row), "unit": unit_by_id(row.unit_id), "page": page, "counts": row.counts,
        "fault_rows": len({one[0] for one in row.problems}), "problems": _problems(actor, row, page.object_list),
        "under_way": work.find_open(key.school_id, str(key.id), (CHECK_WORK, COMMIT_WORK)),
        "fresh": row.counts.get("reports", 0) - row.counts.get("repeats", 0),
    }  # fmt: skip
    return render(request, "screening/upload.html", context)


def _problems(actor: Actor, row: Upload, shown: list[list]) -> list[dict[str, str]]:
    """Put the faults of one page in words, each with what its cell holds."""
    cells = _cells(actor, row, {one[0] for one in shown})
    return [
        {
            "row": number or "",
            "column": _(Column(column).label),
            "value": cells.get((number, column), ""),
            "reason": FieldProblem(column, reason, params).text(_),
        }
        for number, column, reason, params in shown
    ]


def _cells(actor: Actor, row: Upload, wanted: set[int]) -> Mapping[tuple[int, str], str]:
    """Read cells of some rows from the file itself; none once it is no longer kept."""
    layout, found = Layout.from_json(row.layout), {}
    try:
        with opened_file(row, actor, clock.now()) as (stream, kind):
            for one in table_rows(stream, kind, layout):
                if one.number in wanted:
                    for code, at in layout.columns.items():
                        found[one.number, code] = cell_text(one.cells[at])[:80] if at < len(one.cells) else ""
    except services.FileNoLongerKept:
        return {}
    return found


@require_POST
def commit(request: HttpRequest, key: Key) -> HttpResponse:
    """Write a checked file."""
    return _act(request, key, services.commit_upload)


@require_POST
def check(request: HttpRequest, key: Key) -> HttpResponse:
    """Judge a file again."""
    return _act(request, key, services.check_upload)


@require_POST
def discard(request: HttpRequest, key: Key) -> HttpResponse:
    """Give a file up."""
    actor, row = _open(request, key)
    services.discard_upload(actor=actor, now=clock.now(), key=key)
    return back(reverse("screening:uploads") + f"?unit={row.unit_id}")


def _act(request: HttpRequest, key: Key, use_case: Any) -> HttpResponse:
    actor, _row = _open(request, key)
    use_case(actor=actor, now=clock.now(), key=key)
    return back(_next(key))


@require_safe
def template(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give the empty file, with a school's classes to choose from."""
    actor = signed_in(request)
    unit = unit_by_id(unit_id)
    actor.require(SEND, unit)
    schools = [unit.school_id] if unit.school_id is not None else []
    classes = [group.name for group in queries.list_groups(schools, clock.today())] if schools else []
    content = io.BytesIO()
    write_blank(content, blank.columns(classes, is_office=not schools), sheet=_("晨检"), note=blank.NOTE)
    content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=_("晨检表模板.xlsx"), content_type=CONTENT_TYPES[FileKind.XLSX]
    )
