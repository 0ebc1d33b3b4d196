"""The table of pages: who opens each page route and where. a page without a row fails a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Row:
    """A page as one of the cast meets it; where its address names a made thing, by the link that leads there.

    path: with {school}, {group}, {day}, {month} of the cast and what past and scene made, {room}. follow: the link on
    that page to the one meant.
    opens: what is clicked first: a dialog, a sheet, a disclosure.
    """

    route: str
    who: str
    path: str
    follow: str = ""
    opens: str = ""


OLD = ":not([href$='new/'])"
# The order decides the combination of width and theme that CI looks at: a new row goes to the end of its module.
TABLE = (
    Row("web:today", "teacher", "/today/"), Row("web:today", "doctor", "/today/"),
    Row("web:today", "principal", "/today/"), Row("web:today", "county", "/today/"),
    Row("web:today", "county", "/today/", opens="[data-open-dialog]"), Row("web:today", "province", "/today/"),
    Row("web:today", "school_admin", "/today/"), Row("web:today", "guardian", "/today/"),
    Row("web:today", "teacher", "/today/", opens=".topbar .menu > summary"),
    Row("web:help", "teacher", "/help/"), Row("web:queue", "teacher", "/queue/"),
    Row("web:frame", "teacher", "/offline/zh-hans/"),
    Row("audit:list", "auditor", "/audit/"), Row("audit:chain", "auditor", "/audit/chain/"),
    Row("audit:entry", "auditor", "/audit/", follow="main .data-table a, main .rows a"),
    Row("notify:list", "neighbor_principal", "/notices/"),
    Row("tasks:list", "teacher2", "/tasks/"),
    Row("tasks:task", "principal", "/tasks/", follow="main .rows a[href^='/tasks/']"),
    Row("robots:unit", "school_admin", "/robots/{school}/"),
    Row("work:work", "school_admin", "{work}"),
    Row("orgs:tree", "admin", "/orgs/"), Row("orgs:unit", "admin", "/orgs/{school}/"),
    Row("orgs:new", "admin", "/orgs/430102/new/?level=SCHOOL"), Row("orgs:change", "admin", "/orgs/{school}/change/"),
    Row("orgs:close", "admin", "/orgs/{group}/close/"), Row("orgs:classes", "admin", "/orgs/{school}/classes/"),
    Row("accounts:login", "", "/login/"), Row("accounts:second_factor", "counselor", ""),
    Row("accounts:me", "teacher", "/me/"), Row("accounts:password", "teacher", "/me/password/"),
    Row("accounts:device", "teacher", "/me/second-factor/"), Row("accounts:tokens", "principal", "/me/tokens/"),
    Row("accounts:list", "school_admin", "/accounts/"), Row("accounts:new", "school_admin", "/accounts/new/"),
    Row("accounts:delegations", "principal", "/accounts/delegations/"),
    Row("accounts:detail", "school_admin", "/accounts/", follow="main .data-table a"),
    Row("roster:reveal", "doctor", "/privacy/reveal/?person={person}"),
    Row("roster:home", "school_admin", "/roster/"),
    Row("roster:class", "teacher", "/roster/classes/{group}/"),
    Row("roster:new", "reporter", "/roster/people/new/{school}/"),
    Row("roster:person", "doctor", "/roster/people/{person}/"),
    Row("roster:edit", "reporter", "/roster/people/{person}/edit/"),
    Row("roster:move", "reporter", "/roster/people/{person}/move/"),
    Row("roster:leave", "reporter", "/roster/people/{person}/leave/"),
    Row("roster:new_guardian", "reporter", "/roster/people/{person}/guardians/new/"),
    Row("roster:guardian", "reporter", "/roster/people/{person}/", follow=f"main a[href*='/guardians/']{OLD}"),
    Row("roster:export", "health", "/roster/export/{school}/"),
    Row("tags:home", "doctor", "/roster/tags/"),
    Row("tags:home", "county", "/roster/tags/"),
    Row("tags:new", "doctor", "/roster/tags/new/{person}/"),
    Row("transfers:home", "reporter", "/roster/transfers/"),
    Row("transfers:transfer", "reporter", "/roster/transfers/{transfer}/"),
    Row("transfers:ask", "reporter", "/roster/people/{person}/transfer/"),
    Row("tags:tag", "doctor", "/roster/tags/", follow="main .rows a.btn"),
    Row("imports:home", "school_admin", "/roster/imports/?school={school}"),
    Row("imports:import", "school_admin", "/roster/imports/?school={school}", follow="main .rows a"),
    Row("imports:columns", "school_admin", "{columns}"),
    Row("changes:list", "admin", "/orgs/changes/"),
    Row("changes:unit", "admin", "/orgs/changes/units/430102/"),
    Row("changes:plan", "admin", "/orgs/changes/units/430102/split/"),
    Row("changes:year", "school_admin", "/orgs/changes/year/{school}/"),
    Row("changes:change", "admin", "/orgs/changes/", follow="main .rows a"),
    Row("places:home", "principal", "/places/"), Row("places:new", "principal", "/places/new/{school}/"),
    Row("places:labels", "principal", "/places/labels/{school}/"),
    Row("places:export", "reporter", "/places/export/{school}/"),
    Row("places:imports", "reporter", "/places/imports/{school}/"), Row("places:import", "reporter", "{rooms}"),
    Row("places:place", "reporter", "/places/{room}/"), Row("places:edit", "principal", "/places/{room}/edit/"),
    Row("places:new_checkpoint", "principal", "/places/{dorm}/checkpoints/new/"),
    Row("places:house", "reporter", "/places/{room}/beds/new/"), Row("grids:mine", "teacher", "/grids/mine/"),
    Row("grids:school", "principal", "/grids/school/{school}/"),
    Row("grids:uncovered", "doctor", "/grids/uncovered/{school}/"),
    Row("grids:uncovered", "county", "/grids/uncovered/430102/"),
    Row("grids:new", "principal", "/grids/new/{school}/class/"),
    Row("grids:cell", "keeper", "/grids/mine/"),
    Row("grids:change", "keeper", "/grids/mine/", follow="main .primary a"),
    Row("grids:edit", "principal", "/grids/{cell}/edit/"), Row("grids:cover", "principal", "/grids/{cell}/cover/"),
    Row("grids:appoint", "principal", "/grids/{cell}/workers/new/"),
    Row("communities:school", "principal", "/communities/{school}/"),
    Row("communities:school", "county", "/communities/{school}/"),
    Row("communities:county", "county", "/communities/county/430102/"),
    Row("communities:edit", "school_admin", "/communities/{school}/edit/"),
    Row("communities:new", "reporter", "/communities/{school}/new/"),
    Row("communities:matter", "principal", "/communities/{school}/", follow="main .rows a"),
    Row("policies:national", "admin", "/policies/national/"),
    Row("policies:unit", "province", "/policies/430000/"),
    Row("policies:value", "province", "/policies/430000/checks.morning.opens/"),
    Row("policies:reset", "principal", "/policies/{school}/checks.morning.due/reset/"),
    Row("policies:calendar", "principal", "/policies/calendar/{school}/"),
    Row("policies:new_term", "principal", "/policies/calendar/{school}/terms/new/"),
    Row("policies:term", "province", "/policies/calendar/430000/", follow=f"main a[href*='/terms/']{OLD}"),
    Row("policies:days", "principal", "/policies/calendar/{school}/days/"),
    Row("levels:unit", "county", "/levels/430102/"), Row("levels:order", "county", "/levels/430102/order/"),
    Row("levels:extend", "county", "/levels/430102/", follow="main a[href$='/extend/']"),
    Row("levels:end", "county", "/levels/430102/", follow="main a[href$='/end/']"),
    Row("levels:bundles", "county", "/levels/430102/bundles/"),
    Row("levels:new_bundle", "county", "/levels/430102/bundles/new/"),
    Row("levels:bundle", "county", "/levels/430102/bundles/", follow=f"main a[href*='/bundles/']{OLD}"),
    Row("checks:check", "teacher", "/checks/{group}/{day}/morning/"),
    Row("checks:check", "teacher", "/checks/{group}/{day}/morning/", opens=".pupil"),
    Row("checks:check", "teacher2", "/checks/{second}/{day}/morning/"),
    Row("checks:check", "teacher", "/checks/{group}/{day}/observation/"),
    Row("checks:board_day", "doctor", "/checks/board/{school}/{day}/"),
    Row("checks:board_day", "doctor", "/checks/board/{school}/{day}/", opens="main .inline-form > summary"),
    Row("checks:entries", "doctor", "/checks/entries/{school}/{day}/"),
    Row("checks:assess", "doctor", "/checks/entries/{school}/{day}/", follow="main .rows a"),
    Row("checks:dorm", "keeper", "/checks/dorms/{dorm}/{day}/evening/"),
    Row("absences:list", "teacher2", "/checks/absences/"),
    Row("registers:day", "doctor", "/checks/registers/{school}/{day}/"),
    Row("registers:summary", "doctor", "/checks/registers/{school}/{day}/morning/"),
    Row("registers:month", "doctor", "/checks/registers/{group}/months/{month}/"),
    Row("registers:absences", "doctor", "/checks/registers/{school}/absences/"),
    Row("chasing:rates", "county", "/chasing/430102/"),
    Row("chasing:reason", "teacher", "/chasing/{group}/{day}/morning/reason/"),
    Row("daily:show", "principal", "/daily/{school}/{day}/"), Row("daily:show", "county", "/daily/430102/{day}/"),
    Row("daily:show", "neighbor_principal", "/daily/{neighbor}/{day}/"),
    Row("daily:missing", "county", "/daily/430102/{day}/missing/?status=all"),
    Row("daily:missing", "county", "/daily/430102/{day}/missing/", opens="[data-open-dialog]"),
    Row("papers:return", "neighbor_principal", "/daily/{neighbor}/{day}/paper/"),
    Row("papers:board", "county", "/daily/430102/{day}/export/"),
    Row("screening:new", "guardian2", "/screening/self-reports/new/"),
    Row("screening:list", "guardian", "/screening/self-reports/"),
    Row("screening:uploads", "school_admin", "/screening/uploads/"),
    Row("screening:upload", "reporter", "/screening/uploads/", follow="main .rows a"),
    Row("concerns:new", "guardian", "/concerns/new/"), Row("concerns:new", "teacher", "/concerns/new/"),
    Row("concerns:mine", "guard", "/concerns/"), Row("concerns:mine", "counselor", "/concerns/"),
    Row("concerns:home", "doctor", "/concerns/queue/"), Row("concerns:home", "principal", "/concerns/queue/"),
    Row("concerns:queue", "doctor", "/concerns/queue/{school}/?closed=1"),
    Row("concerns:concern", "doctor", "/concerns/queue/", follow="main .rows a"),
    Row("concerns:concern", "health", "{concern}"),
    Row("concerns:concern", "doctor", "{concern}", opens="main .disclosure > summary"),
    Row("plans:dates", "county", "/plans/dates/430102/"), Row("plans:new_date", "county", "/plans/dates/430102/new/"),
    Row("plans:change_date", "county", "/plans/dates/430102/", follow="main .rows a"),
    Row("risks:unit", "doctor", "/risks/{school}/"), Row("risks:unit", "county", "/risks/430102/"),
    Row("risks:new", "doctor", "/risks/{school}/new/"),
    Row("risks:point", "doctor", "/risks/{school}/", follow="main .rows a"),
    Row("risks:review", "doctor", "{risk}"),
    Row("journeys:mine", "guardian2", "/journeys/mine/"), Row("journeys:unit", "county", "/journeys/units/430102/"),
    Row("journeys:new", "county", "/journeys/units/430102/new/"),
    Row("journeys:at", "county", "/journeys/units/430102/", follow="main .rows a"),
    Row("journeys:at", "doctor", "/journeys/units/{school}/", follow="main .rows a"),
    Row("journeys:group", "teacher", "/journeys/mine/", follow="main a[href^='/journeys/groups/']"),
    Row("journeys:person", "guardian2", "/journeys/mine/", follow="main a[href$='?away']"),
    Row("journeys:own", "health", "/journeys/mine/", follow="main a[href^='/journeys/self/']"),
    Row("journeys:answer", "guardian", "/journeys/mine/", follow="main a[href^='/journeys/people/']"),
    Row("journeys:new_stay", "guardian", "{journey}stays/new/"),
    Row("journeys:new_trip", "guardian", "{journey}trips/new/"),
    Row("journeys:export", "doctor", "/journeys/units/{school}/{collection}/export/"),
    Row("journeys:risks", "county", "/journeys/risks/430102/"),
    Row("journeys:new_risk", "county", "/journeys/risks/430102/new/"),
    Row("journeys:risk", "county", "/journeys/risks/430102/", follow="main .rows a"),
    Row("journeys:touched", "doctor", "/journeys/touched/{school}/"),
    Row("linelist:home", "doctor", "/linelist/"), Row("linelist:register", "doctor", "/linelist/{school}/new/"),
    Row("linelist:register", "doctor", "/linelist/{school}/new/?q=陈", follow="main .rows a"),
    Row("linelist:illness", "doctor", "/linelist/", follow="main .rows a"),
    Row("rulebook:unit", "county", "/rules/430102/"), Row("rulebook:unit", "teacher", "/rules/{group}/?q=诺如"),
    Row("rulebook:rule", "county", "/rules/430102/rule/SIG-CLASSDORM-1D3/"),
    Row("rulebook:new", "county", "/rules/430102/new/tighter/?subject=SIG-CLASSDORM-1D3"),
    Row("rulebook:change", "county", "/rules/430102/", follow="main .rows a[href^='/rules/changes/']"),
    Row("signals:home", "county", "/signals/"), Row("signals:home", "doctor", "/signals/?show=all"),
    Row("signals:signal", "doctor", "/signals/", follow="main .rows a"),
    Row("signals:signal", "county", "/signals/", follow="main .rows a"),
    Row("signals:worth", "county", "/signals/worth/"), Row("signals:home", "city", "/signals/"),
    Row("situation:burden", "province", "/situation/burden/430000/"),
    Row("situation:burden", "principal", "/situation/burden/{school}/"),
    Row("quality:home", "county", "/quality/"), Row("quality:question", "county", "/quality/", follow="main .rows a"),
    Row("retention:list", "admin", "/retention/"),
    Row("demo:home", "", "/tour/"),
    Row("replays:home", "county", "/replays/"), Row("replays:story", "county", "/replays/boarding-1978/"),
    Row("replays:played", "county", "/replays/trip-intolerance/{replayed}/"),
    Row("hygiene:plan", "health", "/hygiene/plan/{school}/"), Row("hygiene:plan", "county", "/hygiene/plan/{school}/"),
    Row("hygiene:line", "health", "/hygiene/plan/{school}/", follow="main a[href*='/lines/SURFACE/']"),
    Row("hygiene:new_line", "health", "/hygiene/plan/{school}/new/"), Row("hygiene:home", "dorm", "/hygiene/"),
    Row("hygiene:place", "dorm", "/hygiene/", follow="main .rows a[href*='/places/']"),
    Row("inspections:home", "principal", "/inspections/"),
    Row("inspections:finding", "health", "/inspections/", follow="main .rows a"),
    Row("inspections:place", "county", "/inspections/places/{canteen}/"),
    Row("inspections:inspect", "health", "/inspections/places/{canteen}/new/"),
    Row("unjudged:home", "county", "/unjudged/"),
    Row("unjudged:concern", "county", "/unjudged/", follow="main .rows a"),
    Row("hygiene:board", "health", "/hygiene/board/{school}/{day}/"),
    Row("hygiene:week", "health", "/hygiene/week/{school}/{day}/"),
    Row("hygiene:register", "health", "/hygiene/register/{school}/2026/11/"),
    Row("hygiene:register", "principal", "/hygiene/register/{school}/2026/11/", opens="main .inline-form > summary"),
    Row("hygiene:office", "county", "/hygiene/office/430102/{day}/"),
    Row("hygiene:exception", "dorm", "/hygiene/", follow="main .rows a[href$='/exception/']"),
)  # fmt: skip

# Answers to GET that are no page of their own.
NO_PAGES = {
    "web:root": "goes to today",
    "web:worker": "a script",
    "web:manifest": "read by the browser",
    "web:healthz": "read by machines",
    "web:readyz": "read by machines",
    "web:metrics": "read by machines",
    "checks:board": "goes to the board of today",
    "chasing:home": "goes to one's own unit",
    "daily:home": "goes to one's own unit",
    "policies:home": "goes to one's own unit",
    "policies:calendar_home": "goes to one's own unit",
    "levels:home": "goes to one's own unit",
    "rulebook:home": "goes to one's own unit",
    "situation:home": "goes to one's own unit",
    "robots:home": "goes to one's own unit",
    "notify:open": "goes to what it tells of",
    "daily:board": "a part of today",
    "demo:bar": "a part of every page of a demo",
    "files:download": "a file",
    "imports:template": "a file",
    "places:template": "a file",
    "grids:home": "goes to one's own cell or unit",
    "screening:upload_template": "a file",
    "plans:home": "goes to one's own unit",
    "communities:home": "goes to one's own unit",
    "risks:home": "goes to one's own unit",
    "journeys:home": "goes to one's own unit",
    "journeys:areas": "a part of a field",
}


def _walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for one in resolver.url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, where, one.namespace or namespace)
        else:
            yield where, f"{namespace}:{one.name}", one


def takes_get(view: Any, names: Any) -> bool:
    """Tell whether a view answers GET; views that take only POST refuse before they look at anything."""
    request: HttpRequest = RequestFactory().get("/")
    try:
        return view(request, **dict.fromkeys(names, 0)).status_code != 405
    except Exception:
        return True


def page_routes() -> set[str]:
    """Name every route outside the API that answers GET."""
    return {
        name
        for where, name, pattern in _walk(get_resolver())
        if not where.startswith("api/") and takes_get(pattern.callback, pattern.pattern.converters)
    }


def problems(routes: set[str], rows: set[str], no_pages: set[str]) -> list[str]:
    """Say what the table lacks, and what it names that is not there."""
    return [
        *(f"{name}: no row in tests/stories/pages.py" for name in sorted(routes - rows - no_pages)),
        *(f"{name}: no such page" for name in sorted((rows | no_pages) - routes)),
        *(f"{name}: both a row and no page" for name in sorted(rows & no_pages)),
    ]
