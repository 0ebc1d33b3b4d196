"""What is expected of a route, and what follows from it for a person and a place."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sizao.core.actor import Actor, UnitRef, permissions


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
    """One line of the declaration.

    rights: any of them opens the route; none means everyone who is signed in.
    at: what the address names, and so where the right is asked: school, group, office, or "" for nothing.
    sample: the row that `<keyed:key>` and other ids name, see `samples.py`.
    in_school: only posts inside the school count, whatever stands above it.
    knows: someone without the right may learn that the thing exists only where they have a post; "" as everywhere.
    writes: an empty POST of who may do it changes something: there is nothing to fill in.
    """

    rights: tuple[str, ...] = ()
    at: str = ""
    sample: str = ""
    in_school: bool = False
    writes: bool = False
    is_public: bool = False
    body: tuple[tuple[str, object], ...] = ()

    def but(self, **changes: object) -> "Route":
        """Give the line with some of it changed."""
        return replace(self, **changes)


def verdict(route: Route, actor: Actor, unit: UnitRef | None) -> Verdict:
    """Say what a person must meet at a route that names a unit (or something in it), or names nothing."""
    if route.is_public:
        return Verdict.OPEN
    if unit is None:
        held = not route.rights or any(_has(route, actor, right) for right in route.rights)
        return Verdict.OPEN if held else Verdict.DENIED
    if not actor.sees(unit):
        return Verdict.HIDDEN
    rights = route.rights
    return Verdict.OPEN if any(_may(route, actor, right, unit) for right in rights) else Verdict.DENIED


def _has(route: Route, actor: Actor, right: str) -> bool:
    return any(not route.in_school or grant.unit.school_id for grant in actor.grants_for(right))


def _may(route: Route, actor: Actor, right: str, unit: UnitRef) -> bool:
    by = permissions()[right].by
    grants = [grant for grant in actor.grants_for(right) if not route.in_school or grant.unit.school_id]
    return any(grant.covers(unit, by) for grant in grants)


# How lines are written: `everyone`, `holders("audit.view")`, `school("checks.board")`, `row("task", "tasks.list")` …
everyone = Route()
public = Route(is_public=True)


def holders(*rights: str) -> Route:
    """Whoever holds one of the rights anywhere."""
    return Route(rights)


def school(*rights: str) -> Route:
    """The address names a school; the right is asked there."""
    return Route(rights, at="school")


def group(*rights: str) -> Route:
    """The address names a class."""
    return Route(rights, at="group")


def office(*rights: str) -> Route:
    """The address names an office."""
    return Route(rights, at="office")


def row(sample: str, *rights: str, at: str = "group") -> Route:
    """The address names a row of a school, made by `samples.py`."""
    return Route(rights, at=at, sample=sample)
