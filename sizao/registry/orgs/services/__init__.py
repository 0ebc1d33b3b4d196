"""Use cases of units: create them (`creating`, `classes`), change, close and reopen them (`changing`)."""

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

__all__ = [
    "FIRST_FREE_ID",
    "BelongsAbove",
    "ChildrenOpen",
    "NewUnit",
    "NothingToAdd",
    "PeopleInside",
    "UnitInUse",
    "change_unit",
    "close_unit",
    "create_units",
    "generate_classes",
    "reopen_unit",
    "seed_divisions",
]
