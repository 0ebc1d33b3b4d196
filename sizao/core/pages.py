"""What a module tells the shells about itself: title, place in navigation, rights, mounts, cards, handlers."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import AppConfig, apps

from sizao.core import actor as actors
from sizao.core import facts


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the side menu; shown to whoever holds the permission anywhere, or only at the level it names."""

    title: str
    url_name: str
    icon: str
    permission: str
    order: int = 50
    level: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of `/today/`: a template fragment with its context; smaller order stands higher.

    place: main or side column. primary: the page's one primary action, taken from the first card that has one.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50
    place: Literal["main", "side"] = "main"
    primary: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of a module about one unit and day, for the pages of earlier modules to lead to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Act:
    """What someone may do at a place right from its page, where a scanned label leads: a form of one button, or a link.

    said: how it stands now, before the button; stamp: of the form, to measure it (`core.burden`).
    """

    label: str
    url: str
    said: str = ""
    is_form: bool = False
    stamp: str = ""


class ModuleConfig(AppConfig):
    """The application config of every module of a step.

    mount: url prefix of the pages in its `urls.py`, "" for none. api: dotted path "module:router", mounted under its
    label. direct: (method, address, "module:function") answered before the middleware (`core.direct`). mounts:
    (prefix, urls module) pairs instead of `mount`, for pages that stand at the root (`/login/`).
    """

    default_auto_field = "django.db.models.BigAutoField"
    title = ""
    mount = ""
    mounts: tuple[tuple[str, str], ...] = ()
    api = ""
    direct: tuple[tuple[str, str, str], ...] = ()
    permissions: tuple[actors.Permission, ...] = ()
    navigation: tuple[NavItem, ...] = ()

    def ready(self) -> None:
        actors.declare(self.permissions)
        for fact_type, handlers in self.handlers().items():
            for handler in handlers:
                facts.subscribe(fact_type, handler)
        self.register()

    def page_mounts(self) -> tuple[tuple[str, str], ...]:
        """Give the (prefix, urls module) pairs under which the root urls include this module."""
        return self.mounts or (((self.mount, f"{self.name}.urls"),) if self.mount else ())

    def handlers(self) -> dict[type, list[Callable]]:
        """Map facts of earlier steps to this module's handlers."""
        return {}

    def encrypted(self) -> tuple[Any, ...]:
        """List the columns that hold a key's id: `core.rotation.Rotated` and `Passing`."""
        return ()

    def kept(self) -> tuple[Any, ...]:
        """List which rows are kept how long: `core.retention.Kept`, parts before wholes."""
        return ()

    def holds(self) -> tuple[Any, ...]:
        """List what holds a school's rows beyond their time: `core.retention.Hold`."""
        return ()

    def register(self) -> None:
        """Register what core asks of this module (look-ups, recipients)."""

    def today_cards(self, *, actor: actors.Actor, now: dt.datetime) -> list[Card]:
        """Give this module's cards for the actor's `/today/`."""
        return []

    def links(self, *, actor: actors.Actor, unit: actors.UnitRef, day: dt.date) -> list[Link]:
        """Give this module's pages about a unit's day that the actor may open."""
        return []

    def acts(self, *, actor: actors.Actor, key: Any, now: dt.datetime) -> list[Act]:
        """Give what the actor may do at a place (`core.converters.Key`) today in this module."""
        return []


def modules() -> Iterator[ModuleConfig]:
    """Walk the installed modules in the order of `config/modules.py`."""
    return (config for config in apps.get_app_configs() if isinstance(config, ModuleConfig))


def cards_for(*, actor: actors.Actor, now: dt.datetime) -> list[Card]:
    """Collect the cards of `/today/` from all modules."""
    found = [card for module in modules() for card in module.today_cards(actor=actor, now=now)]
    return sorted(found, key=lambda card: card.order)


def links_for(*, actor: actors.Actor, unit: actors.UnitRef, day: dt.date) -> list[Link]:
    """Collect the pages about a unit's day from all modules, in the order of the steps."""
    return [link for module in modules() for link in module.links(actor=actor, unit=unit, day=day)]


def acts_for(*, actor: actors.Actor, key: Any, now: dt.datetime) -> list[Act]:
    """Collect what someone may do at a place from all modules, in the order of the steps."""
    return [act for module in modules() for act in module.acts(actor=actor, key=key, now=now)]
