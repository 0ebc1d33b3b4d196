"""What of the roster is written anew when the keys are turned, and what passes by itself."""

import dataclasses

import psycopg

from sizao.core.privacy import Encrypted, Rehashed
from sizao.core.rotation import Passing, Rotated
from sizao.registry.roster.models import IDENTITY, PHONE

# A number of which the new hash stands already (another school holds it too) keeps that row.
FOLLOW = """
WITH n AS (SELECT * FROM unnest(%(old)s::bytea[], %(new)s::bytea[]) AS n(old, new)),
gone AS (
  DELETE FROM roster_identity i USING n
  WHERE i.identity_hash = n.old AND EXISTS (SELECT FROM roster_identity x WHERE x.identity_hash = n.new)
)
UPDATE roster_identity i SET identity_hash = n.new FROM n
WHERE i.identity_hash = n.old AND NOT EXISTS (SELECT FROM roster_identity x WHERE x.identity_hash = n.new)
"""
# An undo knows a row by its stamp, so it is left as it is until it can no longer be undone.
UNDOABLE = "EXISTS (SELECT FROM roster_change c WHERE c.school_id = t.school_id AND c.person_id = t.{person})"
STAGED, UNDO = "导入写入、放弃或过期（一天）", "导入不能再撤回（一天）"


def declared() -> tuple[Rotated | Passing, ...]:
    """List the columns of the roster that hold a key's id."""
    return (
        Rotated("roster.Person", (_waiting(IDENTITY, "id"),), on_rehashed=follow),
        Rotated("roster.Person", (_waiting(PHONE, "id"),)),
        Rotated("roster.Guardian", (_waiting(PHONE, "person_id"),)),
        Passing("roster_identity", "t.identity_hash", "名册里的证件号改写", is_hash=True, columns=("identity_hash",)),
        *_staged(),
        *_undoable(),
    )


def _waiting(field: Encrypted, person: str) -> Encrypted:
    return dataclasses.replace(field, waits_while=UNDOABLE.format(person=person))


def follow(link: psycopg.Connection, rehashed: Rehashed) -> None:
    """Take the look-up of numbers along, inside the transaction that rewrote them."""
    # Two rows of a chunk may hold one number (someone who left here and came there).
    pairs = dict(rehashed)
    link.execute(FOLLOW, {"old": list(pairs), "new": list(pairs.values())})


def _staged() -> tuple[Passing, ...]:
    table = "roster_staged"
    problems = "jsonb_array_elements(t.problems || coalesce(t.clash, '[]'::jsonb)) ->> 'cipher'"
    ciphers, hashes = ("identity_cipher", "guardian_phone_cipher"), ("identity_hash", "guardian_phone_hash")
    return (
        Passing(table, f"unnest(ARRAY[{_of('t', ciphers)}])", STAGED, columns=ciphers),
        Passing(table, f"decode({problems}, 'hex')", STAGED),
        Passing(table, f"unnest(ARRAY[{_of('t', hashes)}])", STAGED, is_hash=True, columns=hashes),
        # The tries hold a hash of every key on purpose: no sign that a key is needed.
        Passing(table, "NULL::bytea", STAGED, is_hash=True, columns=("identity_tries",)),
    )


def _undoable() -> tuple[Passing, ...]:
    def kept(*names: tuple[str, str]) -> str:
        return "unnest(ARRAY[" + ", ".join(f"(t.{row} ->> '{name}')::bytea" for row, name in names) + "])"

    return (
        Passing("roster_change", kept(("before", "identity_cipher"), ("before", "phone_cipher"),
                                      ("guardian_before", "phone_cipher")), UNDO),
        Passing("roster_change", kept(("before", "identity_hash"), ("before", "phone_hash"),
                                      ("guardian_before", "phone_hash")), UNDO, is_hash=True),
    )  # fmt: skip


def _of(alias: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
