"""All writes to the roster, one file a use case."""

from sizao.core.changesets.sheets import EmptyFile
from sizao.registry.roster.services.changesets import NotChecked
from sizao.registry.roster.services.clearing import clear_imports
from sizao.registry.roster.services.committing import (
    NothingToWrite,
    RosterChanged,
    UndoInUse,
    UndoRefused,
    UndoTooLate,
    commit_import,
    undo_import,
)
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
from sizao.registry.roster.services.importing import (
    OtherSchoolInFile,
    OwnSchoolOnly,
    check_import,
    decide_rows,
    discard_import,
    start_import,
)
from sizao.registry.roster.services.moving import LeftPlace, NewPlace, leave_school, move_people, undo_leaving
from sizao.registry.roster.services.relocating import relocate_people
from sizao.registry.roster.services.reveal import PlainValue, reveal_person
from sizao.registry.roster.services.tagging import NewTag, extend_tag, lift_tag, set_tags
from sizao.registry.roster.services.transferring import (
    ComingPupil,
    accept_transfer,
    refuse_transfer,
    request_transfer,
    show_transfer,
    withdraw_transfer,
)

__all__ = [
    "ComingPupil",
    "accept_transfer",
    "refuse_transfer",
    "request_transfer",
    "show_transfer",
    "withdraw_transfer",
    "NewTag",
    "extend_tag",
    "lift_tag",
    "set_tags",
    "EmptyFile",
    "GuardianEdit",
    "NewPerson",
    "LeftPlace",
    "NewPlace",
    "NotChecked",
    "NothingToWrite",
    "OtherSchoolInFile",
    "OwnSchoolOnly",
    "PersonEdit",
    "PlainValue",
    "RosterChanged",
    "UndoInUse",
    "UndoRefused",
    "UndoTooLate",
    "check_import",
    "clear_imports",
    "commit_import",
    "decide_rows",
    "discard_import",
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
    "start_import",
    "undo_import",
    "undo_leaving",
    "unhouse_people",
]
