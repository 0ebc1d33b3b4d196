"""All writes to the roster, one file a use case."""

from sizao.registry.roster.services.editing import (
    GuardianEdit,
    PersonEdit,
    edit_person,
    remove_guardian,
    save_guardian,
)
from sizao.registry.roster.services.enroll import NewPerson, enroll_people
from sizao.registry.roster.services.moving import NewPlace, leave_school, move_people
from sizao.registry.roster.services.reveal import PlainValue, reveal_person

__all__ = [
    "GuardianEdit",
    "NewPerson",
    "NewPlace",
    "PersonEdit",
    "PlainValue",
    "edit_person",
    "enroll_people",
    "leave_school",
    "move_people",
    "remove_guardian",
    "reveal_person",
    "save_guardian",
]
