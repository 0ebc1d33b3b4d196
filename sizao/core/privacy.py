"""Encrypted fields, keyed hashes for look-up, and masks: all that stands between a row and a child's identity.

A stored cipher is `<length of key id><key id><nonce><ciphertext and tag>`, bound to its table, column and owner: a
value copied to another row or column does not open. A stored hash is `<length of key id><key id><HMAC>`. New values
are written with the first key listed; values of every listed key are read until `rotate` has rewritten them.
"""

import functools
import hmac
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.db.models import Model

from config.secrets import Secrets
from sizao.core.errors import SizaoError

NONCE_BYTES = 12
ROTATION_CHUNK = 1000

# Old and new keyed hash of values that a rotation rewrote.
Rehashed = list[tuple[bytes, bytes]]


class Unreadable(SizaoError):
    """A cipher was changed, belongs to another row, or its key is no longer in the key file."""

    code = "unreadable"
    message = "这项加密内容打不开"
    http_status = 500


@dataclass(frozen=True, slots=True)
class Column:
    """Where ciphers stand; `owner` of a value is the number that its row belongs to, as a rule its school."""

    table: str
    name: str

    def bound(self, owner: int, key_id: str) -> bytes:
        """Give the associated data of one value."""
        return "\0".join((self.table, self.name, str(owner), key_id)).encode()


@dataclass(frozen=True, slots=True)
class Encrypted:
    """An encrypted field of a model, for rotation; `hash` names its keyed hash, made with `purpose`.

    waits_while: condition in SQL on the row `t`; rows that meet it are left for a later turn.
    """

    cipher: str
    hash: str = ""
    purpose: str = ""
    waits_while: str = ""


def current_secrets() -> Secrets:
    """Give the keys as the key file holds them now, in every process from the moment it was replaced."""
    kept = settings.SECRETS
    renewed = kept.renewed()
    if renewed is not kept:
        settings.SECRETS = renewed
    return renewed


@functools.lru_cache(maxsize=16)
def _box(key: bytes) -> AESGCM:
    return AESGCM(key)


def _current(keys: dict[str, bytes]) -> str:
    return next(iter(keys))


def _prefix(key_id: str) -> bytes:
    name = key_id.encode()
    return bytes([len(name)]) + name


def _split(stored: bytes) -> tuple[str, bytes]:
    """Part a stored value into its key id and the rest."""
    value = bytes(stored)
    end = 1 + value[0] if value else 0
    return value[1:end].decode("ascii", "replace"), value[end:]


def encrypt(text: str, column: Column, *, owner: int) -> bytes:
    """Encrypt one value for one row; the same text gives other bytes each time."""
    return encrypt_many([text], column, owner=owner)[0]


def encrypt_many(texts: Iterable[str], column: Column, *, owner: int) -> list[bytes]:
    """Encrypt values of one column and owner, in the order given."""
    keys = current_secrets().field_keys
    key_id = _current(keys)
    box, prefix, bound = _box(keys[key_id]), _prefix(key_id), column.bound(owner, key_id)
    plain = [text.encode() for text in texts]
    # One call to the system for all nonces: a call each costs as much as the cipher.
    noise = os.urandom(NONCE_BYTES * len(plain))
    nonces = [noise[at : at + NONCE_BYTES] for at in range(0, len(noise), NONCE_BYTES)]
    return [prefix + nonce + box.encrypt(nonce, text, bound) for nonce, text in zip(nonces, plain, strict=True)]


def decrypt(cipher: bytes, column: Column, *, owner: int) -> str:
    """Read one value back.

    raises: Unreadable.
    """
    key_id, rest = _split(cipher)
    key = current_secrets().field_keys.get(key_id)
    if key is None:
        raise Unreadable()
    try:
        return _box(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], column.bound(owner, key_id)).decode()
    except (InvalidTag, ValueError) as failure:
        raise Unreadable() from failure


def _hash_many(keys: dict[str, bytes], key_id: str, texts: Iterable[str], purpose: str) -> list[bytes]:
    key, prefix, head = keys[key_id], _prefix(key_id), f"{purpose}\0"
    return [prefix + hmac.digest(key, (head + text).encode(), "sha256") for text in texts]


def keyed_hash(text: str, *, purpose: str) -> bytes:
    """Hash a value for storing: equal texts of one purpose are equal, and without the key nothing can be tried.

    text: already in its one written form (no spaces, upper case X). purpose: keeps identity numbers and phones apart.
    """
    return keyed_hash_many([text], purpose=purpose)[0]


def keyed_hash_many(texts: Iterable[str], *, purpose: str) -> list[bytes]:
    """Hash values for storing, in the order given."""
    keys = current_secrets().hash_keys
    return _hash_many(keys, _current(keys), texts, purpose)


def hash_key_count() -> int:
    """Count the keys under which hashes may be stored: two during a rotation."""
    return len(current_secrets().hash_keys)


def keyed_hashes(text: str, *, purpose: str) -> list[bytes]:
    """Hash a value for looking it up: one hash a key, so that rows not yet rotated are found too."""
    return list(keyed_hashes_many([text], purpose=purpose)[0])


def keyed_hashes_many(texts: Sequence[str], *, purpose: str) -> list[tuple[bytes, ...]]:
    """Hash values for looking them up: for each its hashes, one a key."""
    keys = current_secrets().hash_keys
    by_key = [_hash_many(keys, key_id, texts, purpose) for key_id in keys]
    return list(zip(*by_key, strict=True))


def rotate(
    link: psycopg.Connection,
    model: type[Model],
    fields: Sequence[Encrypted],
    *,
    owner_field: str = "school_id",
    on_rehashed: Callable[[psycopg.Connection, Rehashed], None] | None = None,
) -> int:
    """Rewrite every value of older keys with the current ones, a chunk a transaction; safe to stop and start again.

    link: an autocommitting connection that sees all rows. owner_field: the column that ciphers are bound to.
    on_rehashed: told the changed hashes of each chunk inside its transaction, for tables that are looked up by them.
    returns: number of rows rewritten, counted once a field.
    """
    count = 0
    for field in fields:
        walk = _Walk(model, field, owner_field)
        latest_key: tuple = ()
        while True:
            with link.transaction():
                rows = walk.older_rows(link, latest_key)
                if rows:
                    rehashed = walk.rewrite(link, rows)
                    if rehashed and on_rehashed is not None:
                        on_rehashed(link, rehashed)
            count += len(rows)
            if len(rows) < ROTATION_CHUNK:
                break
            latest_key = rows[-1][3:]
    return count


class _Walk:
    """The statements that rotate one field of one model, in the order of its key."""

    def __init__(self, model: type[Model], field: Encrypted, owner_field: str) -> None:
        self.kept = f" AND NOT ({field.waits_while})" if field.waits_while else ""
        key = model._meta.pk
        keys = list(getattr(key, "fields", [key]))
        self.table = model._meta.db_table
        self.field = field
        self.owner_field = owner_field
        self.keys = [one.column for one in keys]
        self.key_types = [one.rel_db_type(connection) for one in keys]

    def older_rows(self, link: psycopg.Connection, after: tuple) -> list[tuple]:
        """Lock and give (owner, cipher, hash, *key) of the next rows not written with the current keys."""
        field, keys = self.field, ", ".join(self.keys)
        older, parameters = self._is_older(field.cipher, current_secrets().field_keys)
        if field.hash:
            more, values = self._is_older(field.hash, current_secrets().hash_keys)
            older, parameters = f"({older} OR {more})", parameters + values
        beyond = f" AND ({keys}) > ({', '.join(['%s'] * len(after))})" if after else ""
        return link.execute(
            f"SELECT {self.owner_field}, {field.cipher}, {field.hash or 'NULL::bytea'}, {keys} FROM {self.table} t"
            f" WHERE {field.cipher} IS NOT NULL AND {older}{self.kept}{beyond}"
            f" ORDER BY {keys} LIMIT {ROTATION_CHUNK} FOR UPDATE",
            [*parameters, *after],
        ).fetchall()

    def _is_older(self, column: str, keys: dict[str, bytes]) -> tuple[str, list[bytes]]:
        newest = _prefix(_current(keys))
        return f"substring({column} from 1 for {len(newest)}) IS DISTINCT FROM %s", [newest]

    def rewrite(self, link: psycopg.Connection, rows: list[tuple]) -> Rehashed:
        """Write the values of one chunk anew, in one statement."""
        field, column = self.field, Column(self.table, self.field.cipher)
        texts = [decrypt(cipher, column, owner=owner) for owner, cipher, *_ in rows]
        ciphers = [encrypt(text, column, owner=row[0]) for text, row in zip(texts, rows, strict=True)]
        hashes = [keyed_hash(text, purpose=field.purpose) for text in texts] if field.hash else [None] * len(rows)
        arrays = ", ".join(["%s::bytea[]", "%s::bytea[]", *(f"%s::{kind}[]" for kind in self.key_types)])
        hash_too = f", {field.hash} = n.hash" if field.hash else ""
        link.execute(
            f"UPDATE {self.table} t SET {field.cipher} = n.cipher{hash_too}"
            f" FROM unnest({arrays}) AS n(cipher, hash, {', '.join(self.keys)})"
            f" WHERE {' AND '.join(f't.{name} = n.{name}' for name in self.keys)}",
            [ciphers, hashes, *(list(values) for values in zip(*(row[3:] for row in rows), strict=True))],
        )
        kept = zip(rows, hashes, strict=True)
        return [(bytes(row[2]), new) for row, new in kept if new is not None and row[2] is not None]


def mask_name(name: str) -> str:
    """Hide the middle of a name: 安子宁 becomes 安*宁, 安宁 becomes 安*.

    source: PROJECT
    """
    if len(name) < 3:
        return name[:1] + "*" if len(name) == 2 else "*" * len(name)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_tail(number: str, *, shown: int = 4) -> str:
    """Hide an identity or phone number but for its end; one too short to hide anything is hidden whole."""
    kept = number[-shown:] if len(number) > 2 * shown - 1 else ""
    return "*" * (len(number) - len(kept)) + kept
