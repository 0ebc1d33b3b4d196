"""The board of a day and of a week for the school, the register of a month, and the schools of an office in numbers."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import back
from sizao.core.errors import Invalid, NotVisible
from sizao.core.files import exports
from sizao.core.files.exports import LONGEST_PURPOSE
from sizao.core.http import signed_in
from sizao.core.words import day_words, percent, week_words
from sizao.prepare.hygiene import queries, services
from sizao.prepare.hygiene.queries import Row, sheets
from sizao.prepare.hygiene.rules import Counts, Mark
from sizao.prepare.hygiene.views.planning import opened
from sizao.prepare.hygiene.views.wording import names_of, row_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs


def _around(name: str, unit_id: int, day: dt.date, today: dt.date, step: int = 1) -> dict[str, Any]:
    later = day + dt.timedelta(days=step)
    return {
        "previous_url": reverse(name, args=[unit_id, day - dt.timedelta(days=step)]),
        "next_url": reverse(name, args=[unit_id, later]) if later <= today else "",
    }  # fmt: skip


def _tabs(school_id: int, day: dt.date, current: str) -> list[dict[str, Any]]:
    found = (
        ("board", _("当天"), reverse("hygiene:board", args=[school_id, day])),
        ("week", _("本周"), reverse("hygiene:week", args=[school_id, day])),
        ("register", _("本月登记表"), reverse("hygiene:register", args=[school_id, day.year, day.month])),
        ("plan", _("计划"), reverse("hygiene:plan", args=[school_id])),
    )
    return [{"label": label, "url": url, "current": name == current} for name, label, url in found]


def _figures(counts: Counts) -> list[tuple[str, object]]:
    return [
        (_("应登记"), counts.due), (_("已登记"), percent(counts.recorded, counts.due)),
        (_("其中异常"), counts.exceptions), (_("未登记"), counts.missing),
    ]  # fmt: skip


@never_cache
@require_safe
def board(request: HttpRequest, school_id: int, day: dt.date) -> HttpResponse:
    """Show a day of the school: what is missing and whose it is, what was not as planned."""
    actor, school = opened(request, school_id, "hygiene.board")
    today = clock.today()
    if day > today:
        raise NotVisible()
    rows = queries.list_rows(actor, school_id=school.id, days=[day])
    names, whole = names_of(rows), Counts()
    for one in rows:
        whole = whole.plus(one.counts())
    missing = [one for one in rows if one.cells[day].mark == Mark.MISSING]
    owners = accounts.names_of({one.site.owner_user_id for one in missing if one.site.owner_user_id})
    by_owner: dict[str, list[str]] = {}
    for one in missing:
        by_owner.setdefault(_owner(one, owners), []).append(sheets.name_of(one))
    context = {
        "school": school, "day": day, "day_words": day_words(day), "is_today": day == today, "counts": whole,
        "figures": _figures(whole), "tabs": _tabs(school.id, day, "board"), "missing": _named(by_owner),
        "exceptions": [row_words(one, day, actor, names) for one in rows if one.cells[day].mark == Mark.EXCEPTION],
        "as_of": clock.now(), **_around("hygiene:board", school.id, day, today),
    }  # fmt: skip
    return render(request, "hygiene/board.html", context)


def _named(by_owner: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [
        {"owner": owner, "count": len(names), "names": _("；").join(names)} for owner, names in sorted(by_owner.items())
    ]


def _owner(row: Row, owners: dict[int, str]) -> str:
    if row.point:
        return accounts.role_label(row.point.role)
    if row.site.owner_user_id:
        return owners.get(row.site.owner_user_id, "") or _("没有写明负责人")
    return accounts.role_label(row.site.owner_role) if row.site.owner_role else _("没有写明负责人")


def _matrix(found: sheets.Register) -> dict[str, Any]:
    return {
        "days": found.days, "lines": [
            {"name": one.name, "who": one.who, "marks": [
                {"sign": sheets.sign_of(mark), "words": _(mark.label), "tone": _tone(mark)} for mark in one.marks
            ]} for one in found.lines
        ],
        "totals": [f"{found.by_day[day].recorded}/{found.by_day[day].due}" for day in found.days],
        "deviations": found.deviations, "legend": sheets.legend(), "words": sheets.counted(found.counts),
    }  # fmt: skip


def _tone(mark: Mark) -> str:
    return {Mark.MISSING: "act", Mark.EXCEPTION: "attention"}.get(mark, "")


@never_cache
@require_safe
def week(request: HttpRequest, school_id: int, day: dt.date) -> HttpResponse:
    """Show a week of the school: every place day by day."""
    actor, school = opened(request, school_id, "hygiene.board")
    today = clock.today()
    if day > today:
        raise NotVisible()
    first = day - dt.timedelta(days=day.weekday())
    days = [one for ahead in range(7) if (one := first + dt.timedelta(days=ahead)) <= today]
    found = sheets.get_register(actor, school_id=school.id, days=days)
    context = {
        "school": school, "day": day, "week_words": week_words(day), "matrix": _matrix(found),
        "figures": _figures(found.counts), "tabs": _tabs(school.id, day, "week"),
        **_around("hygiene:week", school.id, day, today, 7),
    }  # fmt: skip
    return render(request, "hygiene/week.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, school_id: int, year: int, month: int) -> HttpResponse:
    """Show the register of a month as it comes out of the printer; with a purpose posted, send it as a file."""
    actor, school = opened(request, school_id, "hygiene.board")
    now, problem = clock.now(), ""
    today = clock.school_date(now)
    if not 1 <= month <= 12 or not 2020 <= year <= today.year or dt.date(year, month, 1) > today:
        raise NotVisible()
    first = dt.date(year, month, 1)
    if request.method == "POST":
        actor.require("hygiene.export", school)
        try:
            kind = exports.read_kind(request.POST.get("file", ""))
            asked = {"month": first, "purpose": request.POST.get("purpose", ""), "kind": kind}
            return exports.send(services.export_register(actor=actor, now=now, school_id=school.id, **asked))
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    days = sheets.month_days(year, month, today)
    found = sheets.get_register(actor, school_id=school.id, days=days)
    before, after = first - dt.timedelta(days=1), dt.date(year + month // 12, month % 12 + 1, 1)
    context = {
        "school": school, "month": f"{first:%Y-%m}", "matrix": _matrix(found), "problem": problem,
        "title": _("{month}消毒通风登记表").format(month=f"{first:%Y-%m}"), "longest_purpose": LONGEST_PURPOSE,
        "tabs": _tabs(school.id, days[-1], "register"), "may_export": actor.may("hygiene.export", school),
        "previous_url": reverse("hygiene:register", args=[school.id, before.year, before.month]),
        "next_url": reverse("hygiene:register", args=[school.id, after.year, after.month]) if after <= today else "",
    }  # fmt: skip
    return render(request, "hygiene/register.html", context, status=422 if problem else 200)


@never_cache
@require_safe
def office(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show the schools of an office in numbers, those with most missing first; no names."""
    actor, unit, today = signed_in(request), unit_by_id(unit_id), clock.today()
    actor.require("hygiene.board", unit)
    if unit.school_id is not None:
        return back(reverse("hygiene:board", args=[unit.key, min(day, today)]))
    if day > today:
        raise NotVisible()
    schools = list(orgs.list_below(actor, unit.id, level="SCHOOL").only("id", "name"))
    found = queries.count_by_school(day, [one.id for one in schools])
    open_findings = queries.count_findings([one.id for one in schools])
    lines, whole = [], Counts()
    for one in schools:
        counts = found.get(one.id, Counts())
        whole = whole.plus(counts)
        lines.append({
            "name": one.name, "counts": counts, "rate": percent(counts.recorded, counts.due),
            "findings": open_findings.get(one.id, 0), "url": reverse("hygiene:board", args=[one.id, day]),
        })  # fmt: skip
    lines.sort(key=lambda line: (-line["counts"].missing, line["name"]))
    context = {
        "unit": unit, "day": day, "day_words": day_words(day), "lines": lines, "figures": _figures(whole),
        "as_of": clock.now(),
        "idle": sum(one["counts"].due == 0 for one in lines), **_around("hygiene:office", unit.id, day, today),
    }  # fmt: skip
    return render(request, "hygiene/office.html", context)
