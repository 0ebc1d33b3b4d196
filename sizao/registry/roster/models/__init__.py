"""Tables of the roster: people (`people`) and the import of files (`imports`)."""

from sizao.registry.roster.models.imports import (
    IMPORT_LOOP,
    Change,
    Changeset,
    Decision,
    Note,
    RowKind,
    RowProblem,
    StagedRow,
)
from sizao.registry.roster.models.people import (
    IDENTITY,
    PHONE,
    GroupKind,
    Guardian,
    IdentityLookup,
    Membership,
    Person,
    PersonKind,
    PersonStatus,
    Sex,
)

__all__ = [
    "IDENTITY",
    "IMPORT_LOOP",
    "PHONE",
    "Change",
    "Changeset",
    "Decision",
    "GroupKind",
    "Guardian",
    "IdentityLookup",
    "Membership",
    "Note",
    "Person",
    "PersonKind",
    "PersonStatus",
    "RowKind",
    "RowProblem",
    "Sex",
    "StagedRow",
]
