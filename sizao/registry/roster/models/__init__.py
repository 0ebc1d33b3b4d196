"""Tables of the roster: people, where they belong, who is responsible for them."""

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

__all__ = [
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
