"""All writes to the roster, one file a use case."""

from sizao.registry.roster.services.editing import (
    GuardianEdit,
    PersonEdit,
    edit_person,
    remove_guardian,
    save_guardian,
)
from sizao.registry.roster.services.enroll import NewPerson, enroll_people
from sizao.registry.roster.services.exporting import export_roster
from sizao.registry.roster.services.housing import house_people, unhouse_people
from sizao.registry.roster.services.moving import LeftPlace, NewPlace, leave_school, move_people, undo_leaving
from sizao.registry.roster.services.relocating import relocate_people
from sizao.registry.roster.services.reveal import PlainValue, reveal_person

__all__ = [
    "GuardianEdit",
    "NewPerson",
    "LeftPlace",
    "NewPlace",
    "PersonEdit",
    "PlainValue",
    "edit_person",
    "enroll_people",
    "export_roster",
    "house_people",
    "leave_school",
    "move_people",
    "relocate_people",
    "remove_guardian",
    "reveal_person",
    "save_guardian",
    "undo_leaving",
    "unhouse_people",
]
