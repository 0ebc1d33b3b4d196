"""Tables of the roster: people (`people`), tags and transfers."""

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
    "PERSON_IDENTITY",
    "PHONE",
    "ExportPurpose",
    "GroupKind",
    "Guardian",
    "IdentityLookup",
    "Membership",
    "Person",
    "PersonKind",
    "PersonStatus",
    "Sex",
]
