"""The nation's holidays and make-up days: which years are known, and a new year taken from a file."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sizao.core import clock, http
from sizao.core.answering import answer, receipt, went_through
from sizao.core.errors import FieldProblem, Forbidden, SizaoError
from sizao.core.files.inspection import inspect
from sizao.core.files.rules import FileKind, Limits
from sizao.core.files.spreadsheets import read_rows
from sizao.core.words import day_words
from sizao.registry.policies import forms, queries, services
from sizao.registry.policies.rules import DayKind, NationalRow, parse_national

SHOWN_PROBLEMS = 20
TAKEN = (FileKind.CSV, FileKind.XLSX)
LIMITS = Limits(most_bytes=forms.LARGEST_FILE, unpacked_bytes=16 * forms.LARGEST_FILE, rows=2000, columns=20)


@require_http_methods(["GET", "HEAD", "POST"])
def national(request: HttpRequest) -> HttpResponse:
    """Show the known years; take a file, preview what would change, then write."""
    actor = http.signed_in(request)
    actor.require("policies.import")
    if not queries.may_import(actor):
        raise Forbidden(act=_("导入全国节假日"))
    context: dict[str, Any] = {"missing_years": queries.list_missing_years(clock.today())}
    form: Any = forms.NationalFile()
    if request.method == "POST" and request.POST.get("step") == "save":
        form = forms.NationalRows(request.POST)

        def save(values: dict[str, Any]) -> None:
            rows, _problems = parse_national(enumerate(csv.reader(io.StringIO(values["rows"])), start=1))
            services.import_national_days(actor=actor, now=clock.now(), rows=rows, source=values["source"])
            years = "、".join(str(year) for year in sorted({row.day.year for row in rows}))
            moves = [(_("看校历"), reverse("policies:calendar_home"))]
            context["receipt"] = receipt(_("节假日已导入"), [(_("年份"), years), (_("文号"), values["source"])], moves)

        went_through(form, save)
    elif request.method == "POST":
        form = forms.NationalFile(request.POST, request.FILES)
        if form.is_valid():
            _read(form, context)
    context |= {"form": form, "years": _years()}
    return answer(request, "policies/national.html", "policies/_national_form.html", context, form=form)


def _years() -> list[dict[str, Any]]:
    known = queries.list_national_days(sorted(queries.known_years()))
    years: dict[int, dict[str, Any]] = {}
    for day, (kind, _name) in known.items():
        line = years.setdefault(day.year, {"year": day.year, "HOLIDAY": 0, "MAKE_UP": 0})
        line[kind] += 1
    return [years[year] for year in sorted(years, reverse=True)]


def _read(form: forms.NationalFile, context: dict[str, Any]) -> None:
    """Read the file; its bad rows become the form's errors, its good ones a preview."""
    file = form.cleaned_data["file"]
    try:
        kind = inspect(file, allowed=TAKEN, limits=LIMITS)
        rows, problems = parse_national((row.number, row.cells) for row in read_rows(file, kind, limits=LIMITS))
    except SizaoError as refusal:
        form.add_error("file", refusal.text(_))
        return
    for problem in problems[:SHOWN_PROBLEMS]:
        form.add_error("file", _problem_words(problem))
    if not rows and not problems:
        form.add_error("file", _("文件里没有日期"))
    if not form.errors:
        context["preview"] = _compared(rows, form.cleaned_data["source"])


def _problem_words(problem: FieldProblem) -> str:
    words = _("第{row}行“{value}”：{reason}")
    return words.format(row=problem.row, value=problem.value, reason=problem.text(_))


def _compared(rows: list[NationalRow], source: str) -> dict[str, Any]:
    """Compare the rows of a file with what is known of its years."""
    years = sorted({row.day.year for row in rows})
    known = queries.list_national_days(years)
    added = [row for row in rows if row.day not in known]
    changed = [row for row in rows if row.day in known and known[row.day] != (row.kind, row.name)]
    removed = sorted(known.keys() - {row.day for row in rows})
    written = io.StringIO()
    csv.writer(written).writerows((row.day.isoformat(), row.kind.value, row.name) for row in rows)
    return {
        "years": "、".join(str(year) for year in years), "added": [_words(row) for row in added],
        "changed": [_words(row) for row in changed], "removed": [day_words(day) for day in removed],
        "same": len(rows) - len(added) - len(changed), "rows": written.getvalue(), "source": source,
    }  # fmt: skip


def _words(row: NationalRow) -> dict[str, str]:
    return {"days": day_words(row.day), "kind": _(DayKind(row.kind).label), "name": row.name}
