"""Identity numbers and phones as they are kept: cipher, keyed hash, last four; and who holds a number province-wide."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core import privacy
from sizao.core.privacy import Column
from sizao.registry.roster.models import GUARDIAN_PHONE, IDENTITY, PERSON_IDENTITY, PHONE

CLAIM = """
INSERT INTO roster_identity (identity_hash, person_id, school_id)
SELECT hash, person_id, %s FROM unnest(%s::bytea[], %s::uuid[]) AS t(hash, person_id)
ON CONFLICT DO NOTHING
"""
RELEASE = "DELETE FROM roster_identity WHERE school_id = %s AND person_id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A number ready to be stored; empty for no number."""

    cipher: bytes | None = None
    hash: bytes | None = None
    last4: str = ""


NOTHING = Sealed()


def seal_identity(number: str, *, school_id: int) -> Sealed:
    """Encrypt and hash a clean identity number of a person of this school."""
    if not number:
        return Sealed()
    cipher = privacy.encrypt(number, PERSON_IDENTITY, owner=school_id)
    return Sealed(cipher, privacy.keyed_hash(number, purpose=IDENTITY.purpose))


def seal_guardian_phone(phone: str, *, school_id: int) -> Sealed:
    """Encrypt and hash a clean phone of a guardian."""
    if not phone:
        return Sealed()
    cipher = privacy.encrypt(phone, GUARDIAN_PHONE, owner=school_id)
    return Sealed(cipher, privacy.keyed_hash(phone, purpose=PHONE.purpose), phone[-4:])


def seal_many(texts: Sequence[str], column: Column, purpose: str, *, school_id: int) -> list[Sealed]:
    """Encrypt and hash clean numbers of one column, in the order given; empty ones stay empty."""
    given = [text for text in texts if text]
    ciphers = iter(privacy.encrypt_many(given, column, owner=school_id))
    hashes = iter(privacy.keyed_hash_many(given, purpose=purpose))
    return [Sealed(next(ciphers), next(hashes), text[-4:]) if text else NOTHING for text in texts]


def claim_identities(school_id: int, held: Sequence[tuple[bytes, uuid.UUID]]) -> None:
    """Note province-wide whose numbers these are; a number that another school still holds stays there."""
    if held:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [school_id, [one[0] for one in held], [one[1] for one in held]])


def release_identities(school_id: int, person_ids: Sequence[uuid.UUID]) -> None:
    """Let the numbers of people who left be claimed by their next school."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [school_id, list(person_ids)])
