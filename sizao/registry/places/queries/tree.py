"""Read the tree of places for its own pages: always in the reader's scope, one school at a time."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core.actor import Actor
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.places.models import Checkpoint, Place
from sizao.registry.places.rules import STANDS_IN, Kind

RUNNING_LEVELS = ("SCHOOL", "CAMPUS", "DEPARTMENT")


@dataclass(frozen=True, slots=True)
class Branch:
    """A place with what stands directly in it, and counts of all below."""

    place: Place
    children: tuple["Branch", ...]
    rooms: int
    beds: int

    @property
    def key(self) -> Key:
        return Key(self.place.school_id, self.place.id)


def natural(text: str) -> tuple:
    """Order 2号楼 before 10号楼."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part)


def seen_by(actor: Actor, permission: str) -> QuerySet[Place]:
    """Give the places that the actor's posts reach, and those they answer for in person, as for one's classroom."""
    rows = Place.objects.visible_to(actor, permission)
    if actor.is_system or not actor.has(permission):
        return rows
    schools = {one.unit.key for one in actor.grants_for(permission)}
    own = Place.objects.whole_tree(reason="whoever answers for a place in person may see it")
    return rows | own.filter(school_id__in=schools, owner_user_id=actor.user_id)


def get_place(actor: Actor, key: Key, permission: str = "places.view") -> Place:
    """Give one place.

    raises: NotVisible, Forbidden when only the right is missing.
    """
    open_key(actor, key, permission)
    found = seen_by(actor, permission).filter(school_id=key.school_id, id=key.id).first()
    if found is None:
        raise NotVisible()
    return found


def find_place(school_id: int, place_id: uuid.UUID | None) -> Place | None:
    """Find a place of a school that the caller has opened."""
    rows = Place.objects.whole_tree(reason="a place of a school that the caller opened")
    return rows.filter(school_id=school_id, id=place_id).first()


def list_branches(actor: Actor, *, school_id: int) -> list[Branch]:
    """Give the places of a school that the actor may see as a tree, those in use; one query."""
    rows = list(Place.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True))
    below: dict[uuid.UUID | None, list[Place]] = {}
    known = {one.id for one in rows}
    for one in rows:
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    return _branches(below, None)


def _branches(below: dict[uuid.UUID | None, list[Place]], parent: uuid.UUID | None) -> list[Branch]:
    order = [str(kind) for kind in STANDS_IN]
    found = []
    for one in sorted(below.get(parent, ()), key=lambda p: (order.index(p.kind), p.position, natural(p.name))):
        children = tuple(_branches(below, one.id))
        is_room = one.kind == Kind.DORM_ROOM
        rooms = is_room + sum(child.rooms for child in children)
        beds = (one.capacity or 0 if is_room else 0) + sum(child.beds for child in children)
        found.append(Branch(one, children, rooms, beds))
    return found


def list_under(place: Place, *, kinds: tuple[str, ...] = (), with_retired: bool = False) -> list[Place]:
    """List what stands in a place that was read in scope, itself included, in the order of the tree."""
    rows = Place.objects.whole_tree(reason="below a place that was read in scope").filter(
        school_id=place.school_id, path__startswith=place.path
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if not with_retired:
        rows = rows.filter(valid_to__isnull=True)
    return sorted(rows, key=lambda one: (one.path.count("/"), one.position, natural(one.name)))


def list_chain(place: Place) -> list[Place]:
    """List the places above one, from the root down, itself left out; their names are shown to whoever sees it."""
    numbers = [int(part) for part in place.path.strip("/").split("/")][:-1]
    rows = Place.objects.whole_tree(reason="names above a place that was read in scope")
    found = {one.number: one for one in rows.filter(school_id=place.school_id, number__in=numbers)}
    return [found[number] for number in numbers if number in found]


def list_checkpoints(place: Place) -> list[Checkpoint]:
    """List the checkpoints in force at a place that was read in scope, process by process."""
    rows = Checkpoint.objects.whole_tree(reason="of a place that was read in scope")
    rows = rows.filter(school_id=place.school_id, place_id=place.id, valid_to__isnull=True)
    return list(rows.order_by("process", "position", "id"))


def count_places(actor: Actor, *, school_id: int) -> int:
    """Count the places in use that the actor may see in a school."""
    return Place.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True).count()


def choices_of_parents(actor: Actor, *, school_id: int, kind: str = "") -> list[tuple[str, str]]:
    """List (id, name with what it stands in) of the places in which one of a kind may stand; of any kind without."""
    holders = {parent for allowed in STANDS_IN.values() for parent in allowed}
    kinds = STANDS_IN[Kind(kind)] if kind in Kind.values() else tuple(holders)
    rows = Place.objects.visible_to(actor, "places.manage").filter(school_id=school_id, valid_to__isnull=True)
    found = {one.number: one for one in rows.filter(kind__in=[*holders])}
    named = []
    for one in found.values():
        chain = [found[int(part)].name for part in one.path.strip("/").split("/") if int(part) in found]
        if one.kind in kinds:
            named.append((natural(" ".join(chain)), str(one.id), " › ".join(chain)))
    return [(key, name) for _, key, name in sorted(named)]


def choices_of_units(actor: Actor, *, school_id: int) -> list[tuple[int, str]]:
    """List the school and its departments: who may run a place."""
    school = orgs.get_unit(actor, school_id)
    rows = orgs.list_below(actor, school_id, level="DEPARTMENT")
    return [(school.id, school.name), *((one.id, one.name) for one in rows)]


def list_labels(actor: Actor, *, school_id: int, under: uuid.UUID | None = None) -> list[tuple[Place, str]]:
    """List the places to be labelled with their full names, in the order of the tree; the caller opened the school."""
    rows = Place.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True)
    places = {one.number: one for one in rows}
    root = next((one for one in places.values() if one.id == under), None)
    chosen = [
        one for one in places.values()
        if (one.path.startswith(root.path) if root else one.is_key or one.kind not in (Kind.FLOOR, Kind.CAMPUS))
    ]  # fmt: skip
    named = []
    for one in chosen:
        chain = [places[int(part)].name for part in one.path.strip("/").split("/") if int(part) in places]
        named.append((one, " ".join(chain)))
    return sorted(named, key=lambda pair: natural(pair[1]))


def may_see_residents(actor: Actor, place: Place) -> bool:
    """Tell whether the actor may know by name who lives in a place."""
    if actor.is_system:
        return True
    rows = Place.objects.visible_to(actor, "places.residents")
    return rows.filter(Q(school_id=place.school_id, id=place.id)).exists()


def owner_words(place: Place, names: dict[int, str]) -> str:
    """Name the person, else the post, that answers for a place."""
    if place.owner_user_id:
        return names.get(place.owner_user_id, "")
    return accounts.role_label(place.owner_role) if place.owner_role else ""


def list_floors(actor: Actor, *, school_id: int) -> list[tuple[Place, str]]:
    """List the floors of a school that the actor may see, each with its building."""
    rows = Place.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True)
    places = {one.id: one for one in rows.filter(kind__in=(Kind.BUILDING, Kind.FLOOR))}
    named = [
        (one, f"{places[one.parent_id].name} {one.name}")
        for one in places.values() if one.kind == Kind.FLOOR and one.parent_id in places
    ]  # fmt: skip
    return sorted(named, key=lambda pair: natural(pair[1]))


def count_in_use(school_id: int, ids: Sequence[uuid.UUID]) -> int:
    """Count which of these places of a school are in use; the caller has opened the school."""
    rows = Place.objects.whole_tree(reason="places of a school that the caller opened")
    return rows.filter(school_id=school_id, id__in=list(ids), valid_to__isnull=True).count()
