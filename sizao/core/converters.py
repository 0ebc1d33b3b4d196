"""Parts of urls: a date; the key of a row, `<school>~<uuid>`, opened only for those who have posts there."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import register_converter

from sizao.core.actor import Actor, permissions, unit_by_id
from sizao.core.errors import Forbidden, NotVisible


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one row of a keyed table."""

    school_id: int
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.school_id}~{self.id}"


class KeyedConverter:
    """A key in a url, `10000007~0199a1b2-…`."""

    regex = r"[1-9][0-9]{0,17}~[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    def to_python(self, value: str) -> Key:
        school_id, _, row_id = value.partition("~")
        return Key(int(school_id), uuid.UUID(row_id))

    def to_url(self, value: Key | str) -> str:
        return str(value)


class DayConverter:
    """A school date, 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


register_converter(KeyedConverter, "keyed")
register_converter(DayConverter, "day")


def open_key(actor: Actor, key: Key, permission: str) -> Key:
    """Give the key when the actor holds the permission at, above or inside its school; rows are still to be scoped.

    Someone whose posts all lie in schools is answered without a query.
    raises: NotVisible when no post of the actor reaches the school; Forbidden when only the right is missing.
    """
    if actor.is_system:
        return key
    if any(grant.unit.key == key.school_id for grant in actor.grants_for(permission)):
        return key
    if any(grant.unit.key == key.school_id for grant in actor.grants):
        raise Forbidden(act=permissions()[permission].label)
    if all(grant.unit.school_id is not None for grant in actor.grants):
        raise NotVisible()
    actor.require(permission, unit_by_id(key.school_id))
    return key
