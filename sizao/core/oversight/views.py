"""Pages of the audit: who did what to which object, when and for what; the chain; taking entries out."""

import datetime as dt
import time
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor, units_by_id
from sizao.core.answering import answer
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.oversight import forms, people, queries, services, writing
from sizao.core.oversight.queries import Asked
from sizao.core.oversight.wording import action_words
from sizao.core.usecase import COUNTRY, use_cases

SHOWN_FINDINGS = 100
CHECKED_DAYS = 7
SHOWN_ID = 12
NARROWING = ("person", "action", "object", "purpose", "has_purpose")
FINDING_WORDS = {
    "CHANGED": "被改：内容和封存时不同",
    "MISSING": "缺失：封存后被删",
    "INSERTED": "多出：封存后被加进来",
    "SEAL_CHANGED": "封印被改：和前一个接不上，或和记录对不上",
}


def _overseer(request: HttpRequest) -> Actor:
    actor = http.signed_in(request)
    actor.require("audit.view")
    return actor


@never_cache
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """List entries, latest first, by person, object, action, purpose and day."""
    actor = _overseer(request)
    form = _search_form(request)
    context: dict[str, Any] = {
        "form": form,
        "may_check": queries.is_provincial(actor),
        "export": forms.Export(),
        "is_narrowed": any(request.GET.get(name) for name in NARROWING),
    }
    if form.is_valid():
        number = request.GET.get("page", "1")
        page = min(max(int(number), 1), queries.LATEST_PAGE) if number.isdecimal() and len(number) < 6 else 1
        rows, has_more = queries.page_of(queries.entries_of(actor, _asked(actor, form)), page)
        context |= {
            "lines": lines_of(rows),
            "page": page,
            "has_more": has_more,
            "first": (page - 1) * queries.PAGE_SIZE + 1,
            "latest": (page - 1) * queries.PAGE_SIZE + len(rows),
            "query": _query(form),
        }
    return render(request, "oversight/entry_list.html", context, status=422 if form.errors else 200)


def _search_form(request: HttpRequest) -> forms.Search:
    """Read what is asked; without dates it is today."""
    today = clock.today().isoformat()
    typed = request.GET.dict() if request.method in ("GET", "HEAD") else request.POST.dict()
    typed.setdefault("since", today)
    typed.setdefault("until", today)
    actions = sorted((code, action_words(code)) for code in use_cases())
    return forms.Search(typed, actions=actions)


def _query(form: forms.Search) -> str:
    """Write what was asked as the query of an address."""
    values = {name: form.cleaned_data[name] for name in form.fields if form.cleaned_data[name]}
    return urlencode({name: "on" if value is True else value for name, value in values.items()})


def _asked(actor: Actor, form: forms.Search) -> Asked:
    values = form.cleaned_data
    user_ids = None
    if values["user"]:
        user_ids = frozenset({values["user"]})
    elif values["person"]:
        user_ids = people.find_ids(actor, values["person"])
    return Asked(
        values["since"], form.day_after, user_ids, values["object"], values["action"], values["purpose"],
        values["has_purpose"], values["unit"], people_only=values["by"] != "all",
    )  # fmt: skip


def lines_of(rows: list[AuditEntry]) -> list[dict[str, Any]]:
    """Word entries for people, with names of users and units in two queries for all."""
    names = people.names_of({row.user_id for row in rows if row.user_id is not None})
    units = {ref.id: ref.name for ref in units_by_id({row.school_id for row in rows}).values()} | {COUNTRY: _("全国")}
    return [
        {
            "entry": row,
            "key": Key(row.school_id, row.id),
            "who": _who(row, names),
            "role": people.role_label(row.role) if row.role != queries.NOT_SIGNED_IN else "",
            "unit": units.get(row.school_id, ""),
            "words": action_words(row.action),
            "object": f"{row.object_kind} {row.object_id}",
            "object_short": f"{row.object_kind} {_shortened(row.object_id)}",
            "fields": _("、").join(row.fields),
        }
        for row in rows
    ]


def _shortened(object_id: str) -> str:
    """Give the end of a long id, where two differ; the page of the entry shows all of it."""
    return object_id if len(object_id) <= SHOWN_ID else f"…{object_id[-SHOWN_ID:]}"


def _who(row: AuditEntry, names: dict[int, str]) -> str:
    if row.user_id is not None:
        return names.get(row.user_id, "")
    return _("未登录的人") if row.role == queries.NOT_SIGNED_IN else _("系统")


@never_cache
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give the entries that were asked for as a file; the file says who took it, when and for what."""
    actor, now = _overseer(request), clock.now()
    search, why = _search_form(request), forms.Export({"purpose": request.POST.get("export_purpose", "")})
    if not (search.is_valid() and why.is_valid()):
        context = {"form": search, "export": why, "may_check": queries.is_provincial(actor), "lines": []}
        return render(request, "oversight/entry_list.html", context, status=422)
    purpose = why.cleaned_data["purpose"]
    rows = services.export_entries(actor=actor, now=now, asked=_asked(actor, search), purpose=purpose)
    content = writing.write_csv(
        [
            (_("单位"), next(grant.unit.name for grant in actor.grants_for("audit.view"))),
            (_("导出人"), actor.name),
            (_("导出时间"), now.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")),
            (_("用途"), purpose),
            (_("条数"), str(len(rows))),
        ],
        [
            _("时间"),
            pgettext("who", "人"),
            _("岗位"),
            _("单位"),
            _("做了什么"),
            _("动作代码"),
            _("对象"),
            _("字段"),
            _("用途"),
        ],
        (_cells(line) for line in lines_of(rows)),
    )
    name = f"audit-{search.cleaned_data['since']}-{search.cleaned_data['until']}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)


def _cells(line: dict[str, Any]) -> list[object]:
    entry: AuditEntry = line["entry"]
    at = entry.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return [
        at, line["who"], line["role"], line["unit"], line["words"], entry.action, line["object"], line["fields"],
        entry.purpose,
    ]  # fmt: skip


@never_cache
@require_safe
def entry(request: HttpRequest, key: Key, day: str) -> HttpResponse:
    """Show one entry with what was done to the same object before and after."""
    actor = _overseer(request)
    found, others = queries.get_entry(actor, key, _day(day))
    (line,) = lines_of([found])
    since = found.day - dt.timedelta(days=queries.LONGEST_DAYS)
    asked = {"object": found.object_id, "unit": key.school_id, "since": since, "until": found.day, "by": "all"}
    context = {"line": line, "others": lines_of(others), "all_url": f"{reverse('audit:list')}?{urlencode(asked)}"}
    return render(request, "oversight/entry.html", context)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotVisible() from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest) -> HttpResponse:
    """Walk the chain and say what was changed, removed or added."""
    actor, now = _overseer(request), clock.now()
    queries.require_provincial(actor)
    since = clock.school_date(now) - dt.timedelta(days=CHECKED_DAYS)
    form = forms.Check(request.POST if request.method == "POST" else None, initial={"since": since})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        started = time.monotonic()
        found = services.check_chain(actor=actor, now=now, since=form.cleaned_data["since"])
        context |= {
            "found": found,
            "counts": {name: f"{getattr(found, name):,}" for name in ("seals", "entries", "unsealed")},
            "seconds": round(time.monotonic() - started, 1),
            "since": form.cleaned_data["since"],
            "findings": [
                {"seal": one.seal, "entry": one.entry, "words": _(FINDING_WORDS[one.kind])}
                for one in found.findings[:SHOWN_FINDINGS]
            ],
            "more": max(len(found.findings) - SHOWN_FINDINGS, 0),
            "at": now,
        }
    return answer(request, "oversight/chain.html", "oversight/_chain.html", context, form=form)
