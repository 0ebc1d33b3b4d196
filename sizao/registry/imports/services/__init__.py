"""All writes of imports, one file a use case."""

from sizao.core.changesets.sheets import EmptyFile
from sizao.registry.imports.services.changesets import NotChecked
from sizao.registry.imports.services.clearing import clear_imports
from sizao.registry.imports.services.committing import (
    NothingToWrite,
    RosterChanged,
    UndoInUse,
    UndoRefused,
    UndoTooLate,
    commit_import,
    undo_import,
)
from sizao.registry.imports.services.importing import (
    OtherSchoolInFile,
    OwnSchoolOnly,
    check_import,
    decide_rows,
    discard_import,
    start_import,
)

__all__ = [
    "EmptyFile",
    "NotChecked",
    "NothingToWrite",
    "OtherSchoolInFile",
    "OwnSchoolOnly",
    "RosterChanged",
    "UndoInUse",
    "UndoRefused",
    "UndoTooLate",
    "check_import",
    "clear_imports",
    "commit_import",
    "decide_rows",
    "discard_import",
    "start_import",
    "undo_import",
]
