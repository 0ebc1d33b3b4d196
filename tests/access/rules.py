"""What is expected of a route, and what follows from it for a person and a place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sizao.core.actor import Actor, UnitRef, permissions

# The kinds of unit that an address may name, and the levels of each.
KINDS = {
    "group": ("CLASS", "DEPARTMENT"),
    "school": ("SCHOOL",),
    "inside": ("CLASS", "DEPARTMENT", "SCHOOL"),
    "office": ("COUNTY", "CITY", "PROVINCE"),
    "unit": ("SCHOOL", "COUNTY", "CITY", "PROVINCE"),
    "any": ("CLASS", "DEPARTMENT", "SCHOOL", "COUNTY", "CITY", "PROVINCE"),
}


class Verdict(StrEnum):
    """What a request must meet. OPEN is everything but a refusal by right: a form sent empty may still be wrong."""

    OPEN = "open"
    DENIED = "403 or 404"
    HIDDEN = "404"

    def holds(self, status: int) -> bool:
        """Tell whether an answer's status is what was expected."""
        if self == Verdict.OPEN:
            return status < 500 and status not in (401, 403, 404)
        return status == 404 or (status == 403 and self == Verdict.DENIED)


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a module's declaration (`tests/access.py`).

    rights: any of them opens the route; none means everyone who is signed in.
    writes: the rights asked for a change, where reading asks for fewer.
    at: what the address names, and so where the right is asked: a key of KINDS, or "" for nothing.
    sample: the row that `<keyed:key>` and other ids name, see `samples.py`.
    owner: the row is this one's of the cast, and nobody else's; who lacks the rights may be told so.
    opens: a further way in (actor, unit) for whom the rights alone do not open it.
    in_school: only posts inside the school count, whatever stands above it.
    when: a further condition (actor, unit), for what the rights do not say.
    also: answers that are no refusal here although their number says so, with the reason beside the line.
    body: what is sent where the form is read before the right is asked; without it an empty form is sent.
    """

    rights: tuple[str, ...] = ()
    at: str = ""
    sample: str = ""
    owner: str = ""
    in_school: bool = False
    is_public: bool = False
    writes: tuple[str, ...] = ()
    when: Callable[[Actor, UnitRef | None], bool] | None = None
    opens: Callable[[Actor, UnitRef], bool] | None = None
    also: tuple[int, ...] = ()
    body: tuple[tuple[str, Any], ...] = ()

    def but(self, **changes: Any) -> "Route":
        """Give the line with some of it changed; `body` may be a dict."""
        if isinstance(changes.get("body"), dict):
            changes["body"] = tuple(changes["body"].items())
        return replace(self, **changes)

    def writing(self, *rights: str) -> "Route":
        """Give the line with the rights that a change asks for."""
        return replace(self, writes=rights)


def verdict(route: Route, actor: Actor, unit: UnitRef | None, *, changes: bool = False) -> Verdict:
    """Say what a person must meet at a route that names a unit (or something in it), or names nothing."""
    if route.is_public:
        return Verdict.OPEN
    rights = route.writes if changes and route.writes else route.rights
    met = route.when is None or route.when(actor, unit)
    if unit is None:
        held = not rights or any(_has(route, actor, right) for right in rights)
        return Verdict.OPEN if held and met else Verdict.DENIED
    if route.opens is not None and route.opens(actor, unit):
        return Verdict.OPEN
    if not actor.sees(unit):
        # Who holds the right nowhere may be told so before anything is looked up: that says nothing of the unit.
        return Verdict.HIDDEN if any(actor.grants_for(right) for right in rights) else Verdict.DENIED
    return Verdict.OPEN if met and any(_may(route, actor, right, unit) for right in rights) else Verdict.DENIED


def _has(route: Route, actor: Actor, right: str) -> bool:
    return any(not route.in_school or grant.unit.school_id for grant in actor.grants_for(right))


def _may(route: Route, actor: Actor, right: str, unit: UnitRef) -> bool:
    by = permissions()[right].by
    grants = [grant for grant in actor.grants_for(right) if not route.in_school or grant.unit.school_id]
    return any(grant.covers(unit, by) for grant in grants)


# How lines are written: `everyone`, `holders("audit.view")`, `school("checks.board")`, `row("person", "roster.view")` …
everyone = Route()
public = Route(is_public=True)


def holders(*rights: str) -> Route:
    """Whoever holds one of the rights anywhere."""
    return Route(rights)


def group(*rights: str) -> Route:
    """The address names a class or department."""
    return Route(rights, at="group")


def school(*rights: str) -> Route:
    """The address names a school."""
    return Route(rights, at="school")


def inside(*rights: str) -> Route:
    """The address names a class, a department or a school."""
    return Route(rights, at="inside")


def office(*rights: str) -> Route:
    """The address names an office."""
    return Route(rights, at="office")


def unit(*rights: str) -> Route:
    """The address names a school or an office."""
    return Route(rights, at="unit")


def anywhere(*rights: str) -> Route:
    """The address names a unit of any level."""
    return Route(rights, at="any")


def row(sample: str, *rights: str, at: str = "group") -> Route:
    """The address names a row of a unit, made by `samples.py`; the right is asked in that unit."""
    return Route(rights, at=at, sample=sample)


def own(sample: str, owner: str = "teacher", *rights: str) -> Route:
    """The address names something that is one person's alone."""
    return Route(rights, sample=sample, owner=owner)
