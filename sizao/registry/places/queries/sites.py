"""Places and checkpoints as work is planned on them by later modules: values, in the reader's scope."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from sizao.core.actor import Actor
from sizao.registry.places.models import Checkpoint
from sizao.registry.places.queries.tree import natural, seen_by
from sizao.registry.places.rules import STANDS_IN


@dataclass(frozen=True, slots=True)
class Site:
    """A place in use over [valid_from, valid_to); above: (id, name) of what it stands in, from the top."""

    school_id: int
    id: uuid.UUID
    number: int
    kind: str
    name: str
    above: tuple[tuple[uuid.UUID, str], ...]
    unit_id: int
    owner_role: str
    owner_user_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def whole_name(self) -> str:
        return " ".join((*(name for _id, name in self.above), self.name))

    def is_used_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def is_in(self, place_id: uuid.UUID) -> bool:
        """Tell whether it is a place or stands in it."""
        return place_id == self.id or any(place_id == one for one, _name in self.above)


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A checkpoint of a key process at a place, asked for over [valid_from, valid_to)."""

    id: uuid.UUID
    place_id: uuid.UUID
    process: str
    text: str
    role: str
    valid_from: dt.date
    valid_to: dt.date | None

    def is_used_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def list_sites(actor: Actor, *, school_id: int, first: dt.date, permission: str = "places.view") -> list[Site]:
    """List the places of a school that the actor sees and that were in use on or after a day, in the tree's order."""
    rows = seen_by(actor, permission).filter(school_id=school_id).filter(Q(valid_to=None) | Q(valid_to__gt=first))
    found = {one.number: one for one in rows}
    kinds = [str(kind) for kind in STANDS_IN]
    sites = []
    for one in found.values():
        chain = [found[int(part)] for part in one.path.strip("/").split("/") if int(part) in found]
        order = [(kinds.index(step.kind), step.position, natural(step.name)) for step in chain]
        above = tuple((step.id, step.name) for step in chain[:-1])
        values = {name: getattr(one, name) for name in Site.__slots__ if name != "above"}
        sites.append((order, str(one.id), Site(above=above, **values)))
    return [site for *_, site in sorted(sites, key=lambda pair: pair[:2])]


def list_key_points(school_id: int, place_ids: Iterable[uuid.UUID], *, first: dt.date) -> list[KeyPoint]:
    """List the checkpoints of places read in scope that were asked for on or after a day, process by process."""
    rows = Checkpoint.objects.whole_tree(reason="of places that were read in scope")
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=first), school_id=school_id, place_id__in=list(place_ids))
    return [
        KeyPoint(**{name: getattr(one, name) for name in KeyPoint.__slots__})
        for one in rows.order_by("process", "position", "id")
    ]
