"""Identity numbers and phones as the roster keeps them: cipher, keyed hash, last four."""

from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import privacy
from sizao.registry.roster.models import GUARDIAN_PHONE, IDENTITY, PERSON_IDENTITY, PHONE


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


def seal_identities(numbers: Sequence[str], *, school_id: int) -> list[Sealed]:
    """Encrypt and hash clean identity numbers, in the order given; empty ones stay empty."""
    return _seal_many(numbers, PERSON_IDENTITY, IDENTITY.purpose, school_id)


def seal_phones(phones: Sequence[str], *, school_id: int) -> list[Sealed]:
    """Encrypt and hash clean phones of guardians, in the order given; empty ones stay empty."""
    return _seal_many(phones, GUARDIAN_PHONE, PHONE.purpose, school_id)


def _seal_many(texts: Sequence[str], column: privacy.Column, purpose: str, school_id: int) -> list[Sealed]:
    given = [text for text in texts if text]
    ciphers = iter(privacy.encrypt_many(given, column, owner=school_id))
    hashes = iter(privacy.keyed_hash_many(given, purpose=purpose))
    return [Sealed(next(ciphers), next(hashes), text[-4:]) if text else NOTHING for text in texts]


def hashes_of_identities(numbers: Sequence[str]) -> list[tuple[bytes, ...]]:
    """Give the hashes under which each identity number may be stored, one a key."""
    return privacy.keyed_hashes_many(numbers, purpose=IDENTITY.purpose)


def open_identity(cipher: bytes, *, school_id: int) -> str:
    """Read an identity number that was sealed for a school; the caller has asked for the right."""
    return privacy.decrypt(cipher, PERSON_IDENTITY, owner=school_id)
