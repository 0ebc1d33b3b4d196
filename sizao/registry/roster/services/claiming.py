"""Who holds an identity number, province-wide."""

import uuid
from collections.abc import Sequence

from django.db import connection

CLAIM = """
INSERT INTO roster_identity (identity_hash, person_id, school_id)
SELECT hash, person_id, %s FROM unnest(%s::bytea[], %s::uuid[]) AS t(hash, person_id)
ON CONFLICT DO NOTHING
"""
RELEASE = "DELETE FROM roster_identity WHERE school_id = %s AND person_id = ANY(%s)"


def claim_identities(school_id: int, held: Sequence[tuple[bytes, uuid.UUID]]) -> None:
    """Note province-wide whose numbers these are; a number that another school still holds stays there."""
    if held:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [school_id, [one[0] for one in held], [one[1] for one in held]])


def release_identities(school_id: int, person_ids: Sequence[uuid.UUID]) -> None:
    """Let the numbers of people who left be claimed by their next school."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [school_id, list(person_ids)])
