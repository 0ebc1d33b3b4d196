"""Use cases of units: create (`creating`, `classes`), change, close and reopen (`changing`), move (`moving`)."""

from sizao.registry.orgs.services.changing import (
    BelongsAbove,
    ChildrenOpen,
    PeopleInside,
    UnitInUse,
    change_unit,
    close_unit,
    reopen_unit,
)
from sizao.registry.orgs.services.classes import NothingToAdd, generate_classes
from sizao.registry.orgs.services.creating import FIRST_FREE_ID, NewUnit, create_units, seed_divisions
from sizao.registry.orgs.services.moving import ClassPlace, close_units, move_units, regroup_classes, reopen_units

__all__ = [
    "FIRST_FREE_ID",
    "BelongsAbove",
    "ChildrenOpen",
    "ClassPlace",
    "NewUnit",
    "NothingToAdd",
    "PeopleInside",
    "UnitInUse",
    "change_unit",
    "close_unit",
    "close_units",
    "create_units",
    "generate_classes",
    "move_units",
    "regroup_classes",
    "reopen_unit",
    "reopen_units",
    "seed_divisions",
]
