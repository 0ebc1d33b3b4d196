"""Who holds which post, asked of the accounts: `core` stands under them and only knows this face."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol


class Contact(Protocol):
    """A user as channels reach them."""

    user_id: int
    phone: str
    email: str


class Holder(Protocol):
    """Someone who holds a post in a unit."""

    user_id: int
    name: str
    phone: str
    email: str
    role: str
    unit_id: int


class Directory(Protocol):
    """What the accounts answer; their `queries` module is one."""

    def list_holders(self, *, unit_ids: Iterable[int], roles: Iterable[str], on: dt.date) -> Sequence[Holder]:
        """List who holds any of the roles directly in any of the units, in one query."""

    def contacts_of(self, user_ids: Iterable[int]) -> dict[int, Contact]:
        """Give how users are reached by id; who has no account in use is absent."""

    def names_of(self, user_ids: Iterable[int]) -> dict[int, str]:
        """Give names of users by id, for histories."""

    def languages_of(self, user_ids: Iterable[int]) -> dict[int, str]:
        """Give the languages users read in by id, for what is sent to them."""

    def role_label(self, role: str) -> str:
        """Give a role in the reader's language."""


_directory: Directory | None = None


def use(directory: Directory) -> None:
    """Register who answers; `registry.accounts` does so when it is loaded."""
    global _directory
    _directory = directory


def get() -> Directory:
    """Give the registered directory."""
    if _directory is None:
        raise RuntimeError("no directory of posts is registered")
    return _directory
