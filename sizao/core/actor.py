"""Who acts, with which rights, where: one frozen value that every read and write is given."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sizao.core.errors import Forbidden, NotVisible

Line = Literal["territory", "authority"]

# The levels above the school, and the column in which tables that stand in a territory copy each.
AREA_COLUMNS = {"PROVINCE": "province_id", "CITY": "city_id", "COUNTY": "county_id"}
OFFICES = tuple(AREA_COLUMNS)

# Stands in a permission's roles for every role there is.
EVERYONE = "*"


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as the mechanisms need it; `school_id` is None above the school, else the school's unit id."""

    id: int
    level: str
    name: str
    school_id: int | None
    authority_path: str
    territory_path: str

    def path(self, by: Line) -> str:
        """Give the path along territory (属地) or authority (隶属)."""
        return self.territory_path if by == "territory" else self.authority_path

    @property
    def key(self) -> int:
        """The `school_id` under which rows of this unit are kept: its school, or an office's own id."""
        return self.school_id if self.school_id is not None else self.id


@dataclass(frozen=True, slots=True)
class Grant:
    """A post: a role in a unit, until a date; delegated ones name who handed them over."""

    unit: UnitRef
    role: str
    until: dt.date | None = None
    delegated_by: int | None = None

    def covers(self, unit: UnitRef, by: Line) -> bool:
        """Tell whether `unit` is the post's unit or lies below it: its path names the post's unit.

        Not by how paths begin: the post's unit may have moved since the day for which `unit` is given.
        """
        return f"/{self.unit.id}/" in unit.path(by)


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that a module declares, with the roles that have it unless a unit says otherwise."""

    code: str
    label: str
    roles: tuple[str, ...]
    by: Line = "territory"


_permissions: dict[str, Permission] = {}


def declare(permissions: Iterable[Permission]) -> None:
    """Add a module's permissions to the one table; a code may be declared once."""
    for permission in permissions:
        known = _permissions.setdefault(permission.code, permission)
        if known != permission:
            raise ValueError(f"permission {permission.code} is declared twice")


def permissions() -> dict[str, Permission]:
    """Give the table of all declared permissions by code."""
    return dict(_permissions)


def roles_with(permission: str) -> tuple[str, ...]:
    """List the roles that have a permission."""
    return _permissions[permission].roles


@dataclass(frozen=True, slots=True)
class Actor:
    """User, chosen role and all grants; or the machine itself, named by its job."""

    user_id: int | None
    name: str = ""
    role: str = ""
    grants: tuple[Grant, ...] = ()
    system_job: str = ""
    allowed: frozenset[str] | None = None

    @classmethod
    def system(cls, job: str) -> "Actor":
        """Make the actor of a job; it may do all that services allow, and the audit names the job."""
        return cls(user_id=None, name=job, role="SYSTEM", system_job=job)

    @property
    def is_system(self) -> bool:
        return bool(self.system_job)

    @property
    def acting_unit(self) -> UnitRef:
        """The unit of the role someone acts in, else of their first post.

        raises: NotVisible for someone without posts.
        """
        acting = [grant.unit for grant in self.grants if grant.role == self.role] or [one.unit for one in self.grants]
        if not acting:
            raise NotVisible()
        return acting[0]

    def limited_to(self, codes: Iterable[str]) -> "Actor":
        """Keep the grants but only these permissions: what an API token may do."""
        return replace(self, allowed=frozenset(codes))

    def grants_for(self, permission: str) -> tuple[Grant, ...]:
        """List the grants whose role has the permission."""
        if self.allowed is not None and permission not in self.allowed:
            return ()
        roles = roles_with(permission)
        return tuple(grant for grant in self.grants if grant.role in roles or EVERYONE in roles)

    def held_in(self, permission: str) -> frozenset[int]:
        """Give the very units in which the permission is held, without those below them."""
        return frozenset(grant.unit.id for grant in self.grants_for(permission))

    def has(self, permission: str) -> bool:
        """Tell whether the permission is held anywhere."""
        return self.is_system or bool(self.grants_for(permission))

    def may(self, permission: str, unit: UnitRef) -> bool:
        """Tell whether the permission is held for this unit."""
        by = _permissions[permission].by
        return self.is_system or any(grant.covers(unit, by) for grant in self.grants_for(permission))

    def sees(self, unit: UnitRef) -> bool:
        """Tell whether the unit lies in the actor's jurisdiction along either line."""
        return self.is_system or any(
            grant.covers(unit, "territory") or grant.covers(unit, "authority") for grant in self.grants
        )

    def require(self, permission: str, unit: UnitRef | None = None) -> None:
        """Refuse unless the permission is held, for the unit when one is given.

        raises: NotVisible when the unit is not the actor's to know of; Forbidden when only the right is missing.
        """
        if unit is None:
            if not self.has(permission):
                raise Forbidden(act=_permissions[permission].label)
            return
        if self.may(permission, unit):
            return
        if not self.sees(unit):
            raise NotVisible()
        raise Forbidden(act=_permissions[permission].label)


UnitLookup = Callable[[Iterable[int]], dict[int, UnitRef]]
_unit_lookup: UnitLookup | None = None


def use_unit_lookup(lookup: UnitLookup) -> None:
    """Register how unit ids become UnitRefs; `registry.orgs` does so when it is loaded."""
    global _unit_lookup
    _unit_lookup = lookup


def units_by_id(ids: Iterable[int]) -> dict[int, UnitRef]:
    """Look up units in one query; unknown ids are absent from the answer."""
    if _unit_lookup is None:
        raise RuntimeError("no unit lookup is registered")
    return _unit_lookup(ids)


def unit_by_id(unit_id: int) -> UnitRef:
    """Look up one unit.

    raises: NotVisible.
    """
    found = units_by_id([unit_id]).get(unit_id)
    if found is None:
        raise NotVisible()
    return found
