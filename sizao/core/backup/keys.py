"""The keys of an installation in a backup: named by fingerprint, inside only as ciphertext under a passphrase."""

import hmac
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sizao.core.errors import SizaoError

SHORTEST_PASSPHRASE = 12
SALT_BYTES, NONCE_BYTES = 16, 12
# 128 MiB and about half a second a try. source: RFC-7914
COST, BLOCK, LANES = 2**17, 8, 1
BOUND = b"sizao backup keys 1"


class PassphraseWrong(SizaoError):
    """The sealed keys do not open."""

    code = "backup.passphrase_wrong"
    message = "口令不对，或keys.sealed已损坏"
    http_status = 409


class PassphraseShort(SizaoError):
    """A passphrase that could be guessed guards every identity number."""

    code = "backup.passphrase_short"
    message = "口令至少{n}个字符"
    http_status = 422


def fingerprints(keys: dict[str, bytes]) -> dict[str, str]:
    """Name keys so that they can be recognized and not be found."""
    return {name: hmac.digest(key, b"sizao key fingerprint", "sha256").hex()[:16] for name, key in keys.items()}


def seal(path: Path, *, passphrase: str) -> bytes:
    """Encrypt a key file under a passphrase.

    raises: PassphraseShort.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseShort(n=SHORTEST_PASSPHRASE)
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    return salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, path.read_bytes(), BOUND)


def unseal(sealed: bytes, *, passphrase: str) -> bytes:
    """Give the key file back.

    raises: PassphraseWrong.
    """
    salt, nonce, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES : SALT_BYTES + NONCE_BYTES], sealed[28:]
    try:
        plain = AESGCM(_derived(passphrase, salt)).decrypt(nonce, rest, BOUND)
        json.loads(plain)
    except (InvalidTag, ValueError) as failure:
        raise PassphraseWrong() from failure
    return plain


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
