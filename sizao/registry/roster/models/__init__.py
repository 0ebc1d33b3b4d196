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
    GUARDIAN_PHONE,
    IDENTITY,
    PERSON_IDENTITY,
    PHONE,
    ExportPurpose,
    GroupKind,
    Guardian,
    IdentityLookup,
    Membership,
    Person,
    PersonKind,
    PersonStatus,
    Sex,
)
from sizao.registry.roster.models.tags import Tag
from sizao.registry.roster.models.transfers import TRANSFER_LOOP, Transfer

__all__ = [
    "TRANSFER_LOOP",
    "Transfer",
    "Tag",
    "GUARDIAN_PHONE",
    "IDENTITY",
    "IMPORT_LOOP",
    "PERSON_IDENTITY",
    "PHONE",
    "Change",
    "Changeset",
    "Decision",
    "ExportPurpose",
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
