"""Who holds which post where, and how someone is named on a page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext

from sizao.core.actor import Actor
from sizao.registry.accounts.rules import LEVELS_OF_ROLE, Role

# As many demo accounts of one role as the sign-in page offers.
DEMO_LOGINS_A_ROLE = 3
# Everyone stands under their first post; without demo accounts nothing but one index entry is looked at.
DEMO_LOGINS = """
SELECT one.username, one.name, r.role, one.unit_name
FROM (SELECT role, place FROM unnest(%s::text[]) WITH ORDINALITY AS roles(role, place)
      WHERE EXISTS (SELECT 1 FROM accounts_user WHERE is_demo AND is_active)) r
CROSS JOIN LATERAL (
  SELECT u.id, u.username, u.name, CASE WHEN s.id <> t.id THEN s.name || t.name ELSE t.name END AS unit_name
  FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id AND u.is_demo AND u.is_active
  JOIN orgs_unit t ON t.id = g.unit_id LEFT JOIN orgs_unit s ON s.id = t.school_id
  WHERE g.role = r.role AND g.revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM accounts_grant e WHERE e.user_id = u.id AND e.id < g.id AND e.revoked_at IS NULL)
  ORDER BY g.id LIMIT %s) one
ORDER BY r.place, one.id
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds a post: whom to notify or to call."""

    user_id: int
    name: str
    phone: str
    email: str
    role: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Contact:
    """How a user is reached."""

    user_id: int
    phone: str
    email: str


def contacts_of(user_ids: Iterable[int]) -> dict[int, Contact]:
    """Give how users whose account is in use are reached, by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, phone, email FROM accounts_user WHERE id = ANY(%s) AND is_active", [list(user_ids)])
        return {row[0]: Contact(*row) for row in cursor.fetchall()}


def list_holders(*, unit_ids: Iterable[int], roles: Iterable[str], on: dt.date) -> list[Holder]:
    """List who holds any of the roles directly in any of the units on a day, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, u.name, u.phone, u.email, g.role, g.unit_id FROM accounts_grant g"
            " JOIN accounts_user u ON u.id = g.user_id AND u.is_active"
            " WHERE g.unit_id = ANY(%s) AND g.role = ANY(%s) AND g.revoked_at IS NULL"
            " AND g.starts_on <= %s AND (g.until IS NULL OR g.until > %s) ORDER BY g.unit_id, g.role, g.id",
            [list(unit_ids), list(roles), on, on],
        )
        return [Holder(*row) for row in cursor.fetchall()]


def count_posts(unit_ids: Iterable[int], *, on: dt.date) -> int:
    """Count the posts held directly in any of the units on a day, delegated ones not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_grant WHERE unit_id = ANY(%s) AND revoked_at IS NULL"
            " AND delegated_from_id IS NULL AND starts_on <= %s AND (until IS NULL OR until > %s)",
            [list(unit_ids), on, on],
        )
        return int(cursor.fetchone()[0])


def find_holder(username: str, *, unit_id: int, role: str, on: dt.date) -> int | None:
    """Find the user of this name who holds a role directly in a unit on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id AND u.is_active"
            " WHERE u.username = %s AND g.unit_id = %s AND g.role = %s AND g.revoked_at IS NULL"
            " AND g.starts_on <= %s AND (g.until IS NULL OR g.until > %s) LIMIT 1",
            [username, unit_id, role, on, on],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def usernames_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Give the names users sign in with, by id, to those who keep their accounts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, username FROM accounts_user WHERE id = ANY(%s)", [list(user_ids)])
        return dict(cursor.fetchall())


def list_demo_logins() -> list[tuple[str, str, str, str]]:
    """List demo accounts as (username, name, role, unit name), a few of each role, in the order of roles."""
    with connection.cursor() as cursor:
        cursor.execute(DEMO_LOGINS, [Role.values(), DEMO_LOGINS_A_ROLE])
        return [tuple(row) for row in cursor.fetchall()]


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Give the names of users by id, for histories."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM accounts_user WHERE id = ANY(%s)", [list(user_ids)])
        return dict(cursor.fetchall())


def languages_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Give the languages users read in by id, for what is sent to them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, language FROM accounts_user WHERE id = ANY(%s)", [list(user_ids)])
        return dict(cursor.fetchall())


def card_of(actor: Actor) -> dict[str, object]:
    """Give what the top bar says of someone: name, the unit and role they act in, and their roles, each once."""
    acting = next((grant for grant in actor.grants if grant.role == actor.role), None)
    units: dict[str, list[str]] = {}
    for grant in actor.grants:
        units.setdefault(grant.role, []).append(grant.unit.name)
    return {
        "name": actor.name,
        "unit_name": acting.unit.name if acting else "",
        "role_label": role_label(actor.role),
        "roles": [
            {
                "id": role,
                "label": role_label(role),
                "unit_name": gettext("、").join(names),
                "active": role == actor.role,
            }
            for role, names in units.items()
        ],
    }


def role_label(role: str) -> str:
    """Give a role's label in the reader's language; an unknown code stays as it is."""
    return gettext(Role(role).label) if role in Role.values() else role


def school_roles() -> list[tuple[str, str]]:
    """List the posts at a school (code, Chinese label) that may answer for something there."""
    at_school = {"SCHOOL", "CLASS", "DEPARTMENT"}
    outside = (Role.GUARDIAN, Role.INTEGRATION)
    return [(str(role), role.label) for role in Role if at_school & set(LEVELS_OF_ROLE[role]) and role not in outside]


def phone_of(user_id: int | None) -> str:
    """Give the office phone of a user, empty for the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user_id])
        row = cursor.fetchone()
    return row[0] if row else ""
