"""What of the roster is written anew when the keys are turned, and what passes by itself."""

import dataclasses

import psycopg

from sizao.core.privacy import Encrypted, Rehashed
from sizao.core.rotation import Passing, Rotated
from sizao.registry.roster.models import IDENTITY, PHONE
from sizao.registry.roster.queries.holding import held_while

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


def declared() -> tuple[Rotated | Passing, ...]:
    """List the columns of the roster that hold a key's id."""
    return (
        Rotated("roster.Person", (_waiting(IDENTITY, "id"),), on_rehashed=follow),
        Rotated("roster.Person", (_waiting(PHONE, "id"),)),
        Rotated("roster.Guardian", (_waiting(PHONE, "person_id"),)),
        Passing("roster_identity", "t.identity_hash", "名册里的证件号改写", is_hash=True, columns=("identity_hash",)),
    )


def _waiting(field: Encrypted, person: str) -> Encrypted:
    return dataclasses.replace(field, waits_while=held_while(person))


def follow(link: psycopg.Connection, rehashed: Rehashed) -> None:
    """Take the look-up of numbers along, inside the transaction that rewrote them."""
    # Two rows of a chunk may hold one number (someone who left here and came there).
    pairs = dict(rehashed)
    link.execute(FOLLOW, {"old": list(pairs), "new": list(pairs.values())})
