"""Who acted: names, roles and accounts, asked of the directory that the accounts register."""

from typing import Any, Protocol, cast

from django.utils.translation import gettext

from sizao.core.actor import Actor
from sizao.core.notify import directory

MOST_FOUND = 100


class Searchable(directory.Directory, Protocol):
    """A directory that also finds accounts by a part of the name, in the reader's jurisdiction."""

    def find_accounts(self, actor: Actor, *, text: str) -> Any:
        """Give the accounts as a queryset."""


def find_ids(actor: Actor, text: str) -> frozenset[int]:
    """Find the accounts meant by a part of a name or username."""
    book = cast(Searchable, directory.get())
    return frozenset(book.find_accounts(actor, text=text).values_list("id", flat=True)[:MOST_FOUND])


def names_of(user_ids: set[int]) -> dict[int, str]:
    """Give names by account."""
    return directory.get().names_of(user_ids) if user_ids else {}


def role_label(role: str) -> str:
    """Give a role in words; a job of the machine keeps its name."""
    return directory.get().role_label(role) if role else gettext("无岗位")
