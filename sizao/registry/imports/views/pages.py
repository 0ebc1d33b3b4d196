"""Imports: upload, correct the columns, look at every difference, decide, write, take back."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import back, refused, went_through
from sizao.core.converters import Key, open_key
from sizao.core.errors import Invalid, NotVisible, SizaoError
from sizao.core.http import signed_in
from sizao.core.work import queries as work
from sizao.registry.accounts import queries as accounts
from sizao.registry.imports import forms, queries, services
from sizao.registry.imports.models import Changeset, RowKind
from sizao.registry.imports.services.changesets import CHECK_WORK, COMMIT_WORK
from sizao.registry.imports.views import preview

PAGE_SIZE = 50
WORK_KINDS = (CHECK_WORK, COMMIT_WORK)


def _where(key: Key, tab: str = "") -> str:
    url = reverse("imports:import", args=[key])
    return f"{url}?tab={tab}" if tab else url


def _next(key: Key) -> str:
    """Give the page of the work under way on an import, else the import's own."""
    under_way = work.find_open(key.school_id, str(key.id), WORK_KINDS)
    return reverse("work:work", args=[under_way]) if under_way else _where(key)


def _own_school(actor: Actor, asked: str) -> int:
    """Give the school whose roster the actor keeps: the one asked for, else the first.

    raises: OwnSchoolOnly for offices; NotVisible.
    """
    schools = sorted({one.unit.school_id for one in actor.grants_for("roster.edit") if one.unit.school_id is not None})
    if not schools:
        raise services.OwnSchoolOnly()
    if not asked:
        return schools[0]
    if not asked.isdecimal() or int(asked) not in schools:
        raise NotVisible()
    return int(asked)


@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports of a school and take a new file."""
    actor, now = signed_in(request), clock.now()
    actor.require("roster.edit")
    try:
        school = unit_by_id(_own_school(actor, request.GET.get("school", "")))
    except services.OwnSchoolOnly as refusal:
        return render(request, "imports/office.html", {"line": refusal.text(_)}, status=refusal.http_status)
    form = forms.Upload(request.POST or None, request.FILES or None, initial={"effective_on": clock.school_date(now)})
    made: list[uuid.UUID] = []

    def start(values: dict[str, Any]) -> None:
        changeset_id = services.start_import(
            actor=actor, now=now, school_id=school.id, upload=values["file"], effective_on=values["effective_on"]
        )
        made.append(changeset_id)

    if request.method == "POST" and went_through(form, start, field="file"):
        return back(_next(Key(school.id, made[0])))
    page = Paginator(queries.list_changesets(actor, school_id=school.id), PAGE_SIZE).get_page(request.GET.get("page"))
    names = accounts.names_of([one.uploaded_by for one in page if one.uploaded_by])
    lines = [preview.line_of(one, names) for one in page]
    context = {"form": form, "school": school, "page": page, "lines": lines}
    return render(request, "imports/home.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, key: Key) -> tuple[Actor, Changeset]:
    actor = signed_in(request)
    open_key(actor, key, "roster.edit")
    return actor, queries.get_changeset(actor, school_id=key.school_id, changeset_id=key.id)


@never_cache
@require_safe
def detail(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one import: its columns to be named, its differences to be looked at, or what was written."""
    actor, changeset = _open(request, key)
    context = preview.context_of(request, actor, changeset, clock.now())
    context["under_way"] = work.find_open(key.school_id, str(key.id), WORK_KINDS)
    return render(request, f"imports/{context['page_name']}.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, key: Key) -> HttpResponse:
    """Let a person say what each column holds, or which sheet is meant."""
    actor, changeset = _open(request, key)
    refusal: Invalid | None = None
    if request.method == "POST":
        chosen, sheet = _chosen(request)
        try:
            services.check_import(
                actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id,
                columns=chosen if not sheet else None, sheet=sheet,
            )  # fmt: skip
            return back(reverse("imports:columns", args=[key]) if sheet else _next(key))
        except Invalid as invalid:
            refusal = invalid
        changeset.layout["columns"] = {code.rstrip("+"): index for code, index in chosen.items()}
    context = {**preview.columns_of(changeset), "key": key, "changeset": changeset}
    context["errors"] = [one.text(_) for one in refusal.problems] if refusal else []
    return render(request, "imports/columns.html", context, status=422 if refusal else 200)


def _chosen(request: HttpRequest) -> tuple[dict[str, int], str]:
    """Read the posted columns as code → index; a code chosen twice keeps its last column and is refused below."""
    chosen: dict[str, int] = {}
    for name, code in request.POST.items():
        index = name.removeprefix("column-")
        if name.startswith("column-") and index.isdecimal() and code:
            if code in chosen:
                code = f"{code}+"
            chosen[code] = int(index)
    return chosen, request.POST.get("sheet", "")


@require_POST
def check(request: HttpRequest, key: Key) -> HttpResponse:
    """Check an import again, perhaps from another day on."""
    actor, changeset = _open(request, key)
    form = forms.Day(request.POST)

    def again(values: dict[str, Any]) -> None:
        services.check_import(
            actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id,
            effective_on=values["effective_on"],
        )  # fmt: skip

    if "effective_on" not in request.POST:
        again({"effective_on": None})
        return back(_next(key))
    if went_through(form, again, field="effective_on"):
        return back(_next(key))
    context = preview.context_of(request, actor, changeset, clock.now())
    return render(request, f"imports/{context['page_name']}.html", {**context, "day_form": form}, status=422)


@require_POST
def decide(request: HttpRequest, key: Key) -> HttpResponse:
    """Take the decisions of one page of rows, or one decision for a whole tab."""
    actor, changeset = _open(request, key)
    kind = request.POST.get("kind", "")
    if kind not in (RowKind.UNSURE, RowKind.LEAVING):
        raise NotVisible()
    if "all" in request.POST:
        wanted = request.POST["all"]
        rows = queries.list_waiting(actor, changeset, kind)
        decisions = {row.id: wanted for row in rows if wanted in queries.choices(row)}
    else:
        decisions = _decisions(request)
    if decisions:
        services.decide_rows(
            actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id, decisions=decisions
        )
    page = request.POST.get("page", "")
    return back(_where(key, kind) + (f"&page={page}" if page.isdecimal() else ""))


def _decisions(request: HttpRequest) -> dict[uuid.UUID, str]:
    decisions = {}
    for row_id in request.POST.getlist("row"):
        try:
            decisions[uuid.UUID(row_id)] = request.POST.get(f"decision-{row_id}", "")
        except ValueError:
            raise NotVisible() from None
    return decisions


@require_POST
def commit(request: HttpRequest, key: Key) -> HttpResponse:
    """Write the import."""
    actor, changeset = _open(request, key)
    try:
        services.commit_import(actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id)
    except (services.RosterChanged, services.NotChecked, services.NothingToWrite) as refusal:
        return _refused(request, actor, changeset, _("没有写入"), refusal)
    return back(_next(key))


@require_POST
def undo(request: HttpRequest, key: Key) -> HttpResponse:
    """Take the import back."""
    actor, changeset = _open(request, key)
    try:
        services.undo_import(actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id)
    except (services.UndoRefused, services.UndoInUse, services.UndoTooLate) as refusal:
        return _refused(request, actor, changeset, _("没有撤回"), refusal)
    return back(_where(key))


def _refused(request: HttpRequest, actor: Actor, changeset: Changeset, title: str, refusal: SizaoError) -> HttpResponse:
    moves = [
        {"text": _("第{row}行 {name}：{reason}").format(row=one.row or "—", name=one.value, reason=one.text(_))}
        for one in refusal.problems
    ]
    context = preview.context_of(request, actor, changeset, clock.now())
    shown = {"title": title, "line": refusal.text(_), "people": moves}
    return refused(request, f"imports/{context['page_name']}.html", context, shown)


@require_POST
def discard(request: HttpRequest, key: Key) -> HttpResponse:
    """Give the import up."""
    actor, _changeset = _open(request, key)
    services.discard_import(actor=actor, now=clock.now(), school_id=key.school_id, changeset_id=key.id)
    return back(reverse("imports:home") + f"?school={key.school_id}")
