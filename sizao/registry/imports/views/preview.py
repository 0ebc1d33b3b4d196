"""Turn an import into what its pages show: columns, tabs with counts, rows in words, what a commit will do."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.imports import forms, queries
from sizao.registry.imports.models import Changeset, Decision, RowKind
from sizao.registry.imports.queries import FIELD_WORDS
from sizao.registry.imports.rules import Column

PAGE_SIZE = 50
# In the order in which a person should look.
TABS = (
    RowKind.REFUSED, RowKind.UNSURE, RowKind.ADDED, RowKind.RETURNED, RowKind.MOVED, RowKind.CHANGED, RowKind.LEAVING,
    RowKind.SAME,
)  # fmt: skip
TONES = {"UPLOADED": "attention", "CHECKED": "attention", "COMMITTED": "good", "UNDONE": "na", "DISCARDED": "na"}


def line_of(changeset: Changeset, names: dict[int, str]) -> dict[str, Any]:
    """Describe an import in the list."""
    written = changeset.counts.get("written", {})
    return {
        "changeset": changeset,
        "key": Key(changeset.school_id, changeset.id),
        "tone": TONES[changeset.state],
        "word": _(changeset.state_label),
        "who": names.get(changeset.uploaded_by, ""),
        "refused": changeset.counts.get(RowKind.REFUSED, 0),
        "written": _in_words(written),
    }


def _in_words(counts: dict[str, int]) -> str:
    parts = [f"{_(kind.label)}{counts[kind]}" for kind in TABS if counts.get(kind) and kind != RowKind.LEAVING]
    if counts.get(RowKind.LEAVING):
        parts.append(f"{_('离校')}{counts[RowKind.LEAVING]}")
    return _("，").join(parts)


def context_of(request: HttpRequest, actor: Actor, changeset: Changeset, now: dt.datetime) -> dict[str, Any]:
    """Give what the page of an import shows in its state; `page_name` is its template."""
    names = accounts.names_of([changeset.uploaded_by] if changeset.uploaded_by else [])
    context: dict[str, Any] = {
        **line_of(changeset, names),
        "school": unit_by_id(changeset.school_id),
        "day": day_words(changeset.effective_on),
    }
    if changeset.state == "UPLOADED":
        return {**context, **columns_of(changeset), "page_name": "columns"}
    if changeset.state == "CHECKED":
        waiting = queries.count_waiting(actor, changeset)
        context |= {
            "day_form": forms.Day(initial={"effective_on": changeset.effective_on}),
            "plan": _plan(changeset, waiting),
            "columns": columns_of(changeset),
        }
    elif changeset.state == "COMMITTED":
        context["can_undo"] = changeset.undo_until is not None and now <= changeset.undo_until
    return {**context, **_tabs(request, actor, changeset), "page_name": "import"}


def _plan(changeset: Changeset, waiting: dict[str, int]) -> dict[str, Any]:
    """Count what a commit would write and what it would leave out."""
    counts = changeset.counts
    writes = {kind: counts.get(kind, 0) for kind in (RowKind.ADDED, RowKind.RETURNED, RowKind.MOVED, RowKind.CHANGED)}
    writes[RowKind.ADDED] += waiting.get(f"{RowKind.UNSURE}.{Decision.NEW}", 0)
    writes[RowKind.CHANGED] += waiting.get(f"{RowKind.UNSURE}.{Decision.SAME}", 0)
    writes[RowKind.LEAVING] = waiting.get(f"{RowKind.LEAVING}.{Decision.LEAVE}", 0)
    undecided = waiting.get(f"{RowKind.UNSURE}.", 0)
    return {
        "rows": [{"label": _words(kind), "value": count} for kind, count in writes.items() if count],
        "count": sum(writes.values()),
        "refused": counts.get(RowKind.REFUSED, 0),
        "undecided": undecided,
        "left_out": counts.get(RowKind.REFUSED, 0) + undecided,
    }


def _words(kind: str) -> str:
    return _("离校") if kind == RowKind.LEAVING else _(RowKind(kind).label)


def _tabs(request: HttpRequest, actor: Actor, changeset: Changeset) -> dict[str, Any]:
    """Give the tabs with their counts and one page of rows of the chosen tab."""
    kept = TABS if changeset.state == "CHECKED" else (RowKind.REFUSED,)
    tabs = [
        {"kind": kind.value, "label": _(kind.label), "count": changeset.counts[kind]}
        for kind in kept
        if changeset.counts.get(kind)
    ]
    asked = request.GET.get("tab", "")
    chosen = next((tab["kind"] for tab in tabs if tab["kind"] == asked), tabs[0]["kind"] if tabs else "")
    context: dict[str, Any] = {"tabs": tabs, "tab": chosen}
    if not chosen:
        return context
    page = Paginator(queries.page_rows(actor, changeset, chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = queries.list_lines(actor, page, _)
    decisions = [(one.value, _(one.label)) for one in Decision]
    rows = [{"line": line, "options": [one for one in decisions if one[0] in line.choices]} for line in lines]
    offered = {code for line in lines for code in line.choices}
    return {
        **context, "page": page, "rows": rows, "all_options": [one for one in decisions if one[0] in offered],
        "is_decided": chosen in (RowKind.UNSURE, RowKind.LEAVING),
    }  # fmt: skip


def columns_of(changeset: Changeset) -> dict[str, Any]:
    """Describe the columns of a file: what each is taken for, what is missing, what is left unread."""
    layout = changeset.layout
    by_index = {index: code for code, index in layout["columns"].items()}
    options = [(code, _(label)) for code, label in FIELD_WORDS.items() if code != "guardian"]
    headers = [
        {"index": index, "letter": _letter(index), "text": text, "code": by_index.get(index, "")}
        for index, text in enumerate(layout["headers"])
        if text or index in by_index
    ]
    return {
        "headers": headers,
        "options": options,
        "sheet": layout["sheet"],
        "other_sheets": layout["other_sheets"],
        "missing": [_(one.label) for one in (Column.NAME, Column.CLASS) if one.value not in layout["columns"]],
        "duplicate": [_(FIELD_WORDS[code]) for code in layout["duplicate"] if code not in layout["columns"]],
        "unread": [one["text"] for one in headers if not one["code"]],
        # The room says that a pupil boards; rooms themselves are kept with the places.
        "has_rooms": Column.ROOM.value in layout["columns"],
    }


def _letter(index: int) -> str:
    """Name a column as spreadsheets do: A, B, …, Z, AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(65 + rest) + letters, index - 1
    return letters
