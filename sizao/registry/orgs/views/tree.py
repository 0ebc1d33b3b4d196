"""The tree of units and the page of one unit: where it stands, who runs it, who holds posts, what lies below."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.queries import Branch, ref_of
from sizao.registry.orgs.rules import Level, Stage, levels_below

PAGE_SIZE = 50
# Posts shown on a unit's page; guardians and programs are nobody's contact.
POSTS = (
    "SCHOOL_LEADER", "EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "HOMEROOM_TEACHER", "COUNTY_OFFICER",
    "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR", "DORM_KEEPER", "GRID_WORKER", "GATE_GUARD", "COUNSELOR",
    "ADMINISTRATOR", "AUDITOR",
)  # fmt: skip
# A unit without these cannot report or sign.
NEEDED_POSTS: dict[str, tuple[str, ...]] = {
    Level.PROVINCE: ("PROVINCE_OFFICER",),
    Level.CITY: ("CITY_OFFICER",),
    Level.COUNTY: ("COUNTY_OFFICER",),
    Level.SCHOOL: ("SCHOOL_LEADER", "EPIDEMIC_REPORTER"),
    Level.CLASS: ("HOMEROOM_TEACHER",),
}
GROUP_POSTS = ("HOMEROOM_TEACHER", "GRID_WORKER")
RETURNING = (Level.CITY, Level.COUNTY, Level.SCHOOL)


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree of the actor's units, or what was searched for in it."""
    actor = http.signed_in(request)
    actor.require("orgs.browse")
    text = request.GET.get("q", "").strip()[:40]
    context: dict[str, Any] = {"q": text}
    if text:
        page = Paginator(queries.search_units(actor, text), PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"page": page, "found": _found(page)}
    else:
        roots = queries.list_roots(actor)
        context["roots"] = [
            {"branch": _branches([root], root)[0], "children": _branch_context(root) if len(roots) == 1 else None}
            for root in roots
        ]
    return render(request, "orgs/tree.html", context)


def _found(page: Page) -> list[dict[str, Any]]:
    """Say of each found unit where it stands: the names above it, in one query for the page."""
    chains = {unit.id: [int(part) for part in unit.territory_path.strip("/").split("/")][:-1] for unit in page}
    names = queries.list_lines({part for chain in chains.values() for part in chain})
    return [
        {
            "unit": unit,
            "level": _(Level(unit.level).label),
            "above": " › ".join(names[part].short_name for part in chains[unit.id] if part in names),
        }
        for unit in page
    ]


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit; to HTMX only what stands directly under it, as a branch of the tree."""
    actor = http.signed_in(request)
    found = queries.open_unit(actor, unit_id)
    if request.htmx:
        return render(request, "orgs/_branch.html", _branch_context(found))
    return render(request, "orgs/unit.html", unit_context(request, actor, found))


def _branch_context(unit: Unit) -> dict[str, Any]:
    rows = list(queries.list_branches(unit)[: PAGE_SIZE + 1])
    return {"unit": unit, "branches": _branches(rows[:PAGE_SIZE], unit), "has_more": len(rows) > PAGE_SIZE}


def _branches(units: Sequence[Unit], above: Unit) -> list[dict[str, Any]]:
    return [_line(branch) for branch in queries.branches_of(units, under=above.territory_path)] if units else []


def _line(branch: Branch) -> dict[str, Any]:
    """Word one line of the tree; `is_leaf` when nothing can stand below it."""
    unit, inside = branch.unit, branch.inside
    if unit.level in queries.OFFICE_LEVELS:
        counted = _("{count}所学校").format(count=f"{inside.schools:,}")
    elif unit.level in (Level.CLASS, Level.DEPARTMENT) and not inside.classes:
        counted = ""
    else:
        counted = _("{count}个班").format(count=f"{inside.classes:,}")
    is_leaf = unit.level == Level.CLASS or (unit.level == Level.DEPARTMENT and not inside.classes)
    return {"unit": unit, "level": _(Level(unit.level).label), "counted": counted, "is_leaf": is_leaf}


def unit_context(request: HttpRequest, actor: Actor, unit: Unit) -> dict[str, Any]:
    """Give the page of a unit its values."""
    ref, today = ref_of(unit), clock.today()
    show_closed = request.GET.get("show") == "closed"
    page = Paginator(queries.list_branches(unit, closed=show_closed), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = queries.lines_of(actor, unit)
    posts = _posts(unit, list(page), today)
    above = lines["authority"][-2].id if len(lines["authority"]) > 1 else None
    may_edit = actor.may("orgs.edit", ref)
    return {
        "unit": unit,
        "level": _(Level(unit.level).label),
        "stage": _(Stage(unit.stage).label) if unit.stage and unit.level == Level.SCHOOL else "",
        "lines": lines,
        "office": queries.next_office(unit.id) if unit.level in RETURNING else None,
        "posts": posts[unit.id],
        "missing_posts": _missing_posts(unit, posts[unit.id]),
        "page": page,
        "branches": _with_holders(_branches(list(page), unit), posts),
        "show_closed": show_closed,
        "elsewhere": list(queries.list_run_elsewhere(unit)[:PAGE_SIZE]) if unit.school_id is None else [],
        "may_edit": may_edit and unit.valid_to is None,
        "may_shape": may_edit and (above is None or _may_edit_above(actor, above)),
        "added": _added(unit) if may_edit and unit.valid_to is None else [],
        "may_generate": may_edit and unit.level in (Level.SCHOOL, Level.CAMPUS) and unit.stage != Stage.UNIVERSITY,
        "may_audit": actor.may("audit.view", ref),
        "audit_key": ref.key,
    }


def _may_edit_above(actor: Actor, above: int) -> bool:
    ref = queries.units_by_id([above]).get(above)
    return ref is not None and actor.may("orgs.edit", ref)


def _posts(unit: Unit, children: Sequence[Unit], on: dt.date) -> dict[int, list[dict[str, str]]]:
    """List who holds posts in a unit and, of its classes and departments, who reports for them; one query."""
    ids = {unit.id, *(one.id for one in children if one.level in (Level.CLASS, Level.DEPARTMENT))}
    posts: dict[int, list[dict[str, str]]] = {one: [] for one in ids}
    for holder in accounts.list_holders(unit_ids=ids, roles=POSTS, on=on):
        if holder.unit_id == unit.id or holder.role in GROUP_POSTS:
            label = accounts.role_label(holder.role)
            line = {"name": holder.name, "phone": holder.phone, "role": label, "code": holder.role}
            posts[holder.unit_id].append(line)
    posts[unit.id].sort(key=lambda line: POSTS.index(line["code"]))
    return posts


def _missing_posts(unit: Unit, posts: Sequence[dict[str, str]]) -> list[str]:
    held = {line["code"] for line in posts}
    wanted = NEEDED_POSTS.get(unit.level, ()) if unit.valid_to is None else ()
    return [accounts.role_label(role) for role in wanted if role not in held]


def _with_holders(branches: list[dict[str, Any]], posts: dict[int, list[dict[str, str]]]) -> list[dict[str, Any]]:
    for branch in branches:
        branch["holders"] = _("、").join(line["name"] for line in posts.get(branch["unit"].id, []))
    return branches


def _added(unit: Unit) -> list[tuple[str, str]]:
    """List what may be added under a unit, as (level, words)."""
    divisions = (
        queries.list_branches(unit).filter(level__in=(Level.CITY, Level.COUNTY)).exists()
        if unit.level in (Level.PROVINCE, Level.CITY)
        else False
    )
    return [(str(level), _(level.label)) for level in levels_below(unit.level, has_divisions=divisions)]
