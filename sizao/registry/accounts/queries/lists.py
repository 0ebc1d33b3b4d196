"""What the pages of accounts show: accounts in the reader's jurisdiction, posts, sessions, tokens, devices."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet

from sizao.core import privacy
from sizao.core.actor import EVERYONE, Actor, permissions
from sizao.core.errors import NotVisible
from sizao.registry.accounts.models import ApiToken, Grant, SecondFactor, Session, User
from sizao.registry.accounts.queries.people import role_label
from sizao.registry.accounts.rules import Role, device_due_at

FOUND_UNITS = 20

DEVICE_SECRET = privacy.Column("accounts_second_factor", "secret")

POSTS = """
SELECT g.id, g.user_id, u.name, g.unit_id, CASE WHEN s.id <> t.id THEN s.name || t.name ELSE t.name END,
       g.role, g.starts_on, g.until, coalesce(f.user_id, 0), coalesce(fu.name, ''), g.reason
FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id
JOIN orgs_unit t ON t.id = g.unit_id LEFT JOIN orgs_unit s ON s.id = t.school_id
LEFT JOIN accounts_grant f ON f.id = g.delegated_from_id LEFT JOIN accounts_user fu ON fu.id = f.user_id
WHERE g.revoked_at IS NULL AND (g.until IS NULL OR g.until > %s) AND
"""


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post in force or to come, with the names around it; `until` is the first day without it."""

    id: int
    user_id: int
    user_name: str
    unit_id: int
    unit_name: str
    role: str
    starts_on: dt.date
    until: dt.date | None
    delegated_by: int
    delegated_by_name: str
    reason: str

    @property
    def role_label(self) -> str:
        return role_label(self.role)

    @property
    def latest_on(self) -> dt.date | None:
        return None if self.until is None else self.until - dt.timedelta(days=1)


def list_posts(user_ids: Iterable[int], *, on: dt.date) -> list[PostLine]:
    """List the posts of users that have not ended, in one query; the users must be the reader's to know."""
    return _posts("g.user_id = ANY(%s) ORDER BY g.user_id, g.id", on, list(user_ids))


def list_delegations(user_id: int, *, on: dt.date) -> list[PostLine]:
    """List the posts that someone has handed to others and that have not ended."""
    return _posts("f.user_id = %s ORDER BY g.starts_on, g.id", on, user_id)


def _posts(condition: str, on: dt.date, value: object) -> list[PostLine]:
    with connection.cursor() as cursor:
        cursor.execute(POSTS + condition, [on, value])
        return [PostLine(*row) for row in cursor.fetchall()]


def list_rights(role: str) -> list[str]:
    """List in words what a role may do, as the modules declare it."""
    return [one.label for one in permissions().values() if role in one.roles or EVERYONE in one.roles]


def own_scopes(actor: Actor) -> dict[str, str]:
    """Give what the actor may hand to a token, as permission codes with labels; never the keeping of accounts."""
    held = {code: one.label for code, one in permissions().items() if actor.has(code)}
    return {code: label for code, label in held.items() if not code.startswith("accounts.")}


def accounts_of(actor: Actor) -> QuerySet[User]:
    """Give the accounts kept in the actor's units and those holding a post there, for this module's own pages."""
    kept = User.objects.visible_to(actor).values("id")
    holding = Grant.objects.visible_to(actor).filter(revoked_at__isnull=True).values("user_id")
    rows = User.objects.whole_tree(reason="narrowed to what is visible as account or as post")
    return rows.filter(Q(id__in=kept) | Q(id__in=holding)).select_related("unit").order_by("unit_id", "id")


def find_accounts(actor: Actor, *, text: str = "", unit: str = "", role: str = "") -> QuerySet[User]:
    """Narrow the visible accounts by name or username, by unit name and by role."""
    rows = accounts_of(actor)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(pinyin_key__istartswith=text))
    if unit:
        placed = Grant.objects.visible_to(actor).filter(unit__name__icontains=unit, revoked_at__isnull=True)
        rows = rows.filter(Q(unit__name__icontains=unit) | Q(id__in=placed.values("user_id")))
    if role:
        holding = Grant.objects.visible_to(actor).filter(role=role, revoked_at__isnull=True)
        rows = rows.filter(id__in=holding.values("user_id"))
    return rows


def get_account(actor: Actor, user_id: int) -> User:
    """Give one visible account.

    raises: NotVisible.
    """
    found = accounts_of(actor).filter(id=user_id).first()
    if found is None:
        raise NotVisible()
    return found


def get_own(actor: Actor) -> User:
    """Give the actor's own account."""
    return User.objects.whole_tree(reason="one's own account").select_related("unit").get(id=actor.user_id)


def list_colleagues(actor: Actor) -> list[tuple[int, str]]:
    """List (id, name) of active accounts of staff kept where the actor may hand a post over, without the actor."""
    homes = {grant.unit.key for grant in actor.grants_for("accounts.delegate")}
    posts = Grant.objects.whole_tree(reason="colleagues of one's own school or office").filter(revoked_at__isnull=True)
    staff = posts.exclude(role__in=(Role.GUARDIAN, Role.INTEGRATION)).values("user_id")
    rows = User.objects.whole_tree(reason="colleagues of one's own school or office")
    rows = rows.filter(unit_id__in=homes, is_active=True, id__in=staff).exclude(id=actor.user_id)
    return list(rows.order_by("pinyin_key", "name", "id").values_list("id", "name"))


def list_school_staff(school_id: int, *, on: dt.date) -> list[tuple[int, str]]:
    """List (id, name) of who holds a post at a school on a day, guardians left out; the caller has asked the right."""
    posts = Grant.objects.whole_tree(reason="staff of a school that the caller opened").filter(
        Q(until__isnull=True) | Q(until__gt=on), unit__school_id=school_id, revoked_at__isnull=True, starts_on__lte=on
    )
    staff = posts.exclude(role__in=(Role.GUARDIAN, Role.INTEGRATION)).values("user_id")
    rows = User.objects.whole_tree(reason="staff of a school that the caller opened").filter(is_active=True)
    return list(rows.filter(id__in=staff).order_by("pinyin_key", "name", "id").values_list("id", "name"))


def list_staff_of(school_ids: Iterable[int], *, on: dt.date, outside: Iterable[str] = ()) -> dict[int, set[int]]:
    """List who holds a post at each school on a day, guardians left out; one query, for whoever may count them.

    outside: levels of units whose posts alone do not count.
    """
    posts = Grant.objects.whole_tree(reason="ids of the staff of schools that the caller opened").filter(
        Q(until__isnull=True) | Q(until__gt=on), unit__school_id__in=list(school_ids), revoked_at__isnull=True,
        starts_on__lte=on, user__is_active=True,
    )  # fmt: skip
    posts = posts.exclude(role__in=(Role.GUARDIAN, Role.INTEGRATION)).exclude(unit__level__in=list(outside))
    found: dict[int, set[int]] = {}
    for school_id, user_id in posts.values_list("unit__school_id", "user_id"):
        found.setdefault(school_id, set()).add(user_id)
    return found


def find_units(actor: Actor, text: str) -> list[tuple[int, str]]:
    """Find (id, name) of schools and offices by a part of the name, where the actor may set posts."""
    rows = _units(actor).filter(Q(school_id__isnull=True) | Q(school_id=F("id")), name__icontains=text)
    return list(rows.order_by("id").values_list("id", "name")[:FOUND_UNITS])


def list_inner_units(actor: Actor, unit_id: int | None) -> list[tuple[int, str]]:
    """List (id, name) of a school or office and its grades, classes and departments, where the actor may set posts."""
    if unit_id is None:
        return []
    rows = _units(actor).filter(Q(id=unit_id) | Q(school_id=unit_id))
    return list(rows.order_by("position", "id").values_list("id", "name"))


def _units(actor: Actor) -> QuerySet:
    units = User._meta.get_field("unit").related_model.objects
    return units.visible_to(actor, "accounts.grant").filter(valid_to__isnull=True)


def list_sessions(user_id: int, *, machine_now: dt.datetime) -> QuerySet[Session]:
    """List the open sessions of a user, latest first."""
    rows = Session.objects.filter(user_id=user_id, revoked_at__isnull=True, expires_at__gt=machine_now)
    return rows.order_by("-created_at")


def list_tokens(user_id: int) -> QuerySet[ApiToken]:
    """List the tokens of a user that are not revoked, latest first."""
    return ApiToken.objects.filter(user_id=user_id, revoked_at__isnull=True).order_by("-created_at")


def find_device(user_id: int) -> SecondFactor | None:
    """Give the second factor of a user, set up or being set up."""
    return SecondFactor.objects.filter(user_id=user_id).first()


def find_waiting_secret(user_id: int) -> str | None:
    """Give the secret of a device that waits for its first code, for the picture to be scanned."""
    device = find_device(user_id)
    if device is None or device.confirmed_at is not None:
        return None
    return privacy.decrypt(device.secret, DEVICE_SECRET, owner=user_id)


def find_device_deadline(user_id: int) -> dt.datetime | None:
    """Give the moment by which someone must set up a second factor; None when they have one or are of the demo."""
    user = User.objects.whole_tree(reason="one's own account").get(id=user_id)
    device = find_device(user_id)
    if user.is_demo or user.first_signed_in_at is None or (device is not None and device.confirmed_at is not None):
        return None
    return device_due_at(user.first_signed_in_at)
