"""Seal audit entries into a hash chain, and verify the chain.

An entry carries the id of its transaction. A seal covers the entries of all transactions between the previous horizon
and the oldest one still running; all of them are finished, so the set can never grow: a later row in that range was
forged. Each seal hashes its predecessor, its range, and the digest of its rows.

Another cluster counts its transactions from the beginning. A restore therefore sets `audit_xact_base()`, a function of
the owner's, to what must be added so that numbers go on above every number in the backup (`CONTINUE`): entries take it
by default, the sealer adds it to its horizon, and seals made before and after are one chain.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

SEAL_LOCK = 740_002
GENESIS = "0" * 64
SEALS_AT_ONCE = 200

# A row as one line of text: every column, kept apart whatever it holds, in a form no session setting changes.
ROW = """jsonb_build_array(school_id, day, id, extract(epoch FROM at), user_id, role, action, object_kind, object_id,
         fields, purpose, xact)::text"""
ROWS = f"""
SELECT id, left(digest, 16), digest, day
FROM (SELECT id, school_id, day, encode(sha256(convert_to({ROW}, 'UTF8')), 'hex') AS digest
      FROM audit_entry WHERE xact >= %s AND xact < %s OFFSET 0) hashed
ORDER BY id, school_id
"""


# Run by the owner in the transaction of a restore, after the rows are there.
CONTINUE = """
DO $base$
DECLARE highest bigint;
BEGIN
  SELECT greatest((SELECT coalesce(max(xact), 0) FROM audit_entry), (SELECT coalesce(max(xact_to), 0) FROM audit_seal))
    INTO highest;
  EXECUTE format(
    'CREATE OR REPLACE FUNCTION audit_xact_base() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
    format('SELECT %s::bigint', greatest(0, highest + 1 - pg_current_xact_id()::text::bigint)));
END
$base$
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One break of the chain, in words a person can follow up."""

    seal: int | None
    entry: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a full walk: seals and entries checked, what is not sealed yet, what is wrong."""

    seals: int
    entries: int
    unsealed: int
    findings: tuple[Finding, ...]
    head: str = GENESIS

    @property
    def is_intact(self) -> bool:
        return not self.findings


def _digest(rows: list[tuple]) -> str:
    return hashlib.sha256("\n".join(row[2] for row in rows).encode()).hexdigest()


def _hash(previous: str, xact_from: int, xact_to: int, digest: str) -> str:
    return hashlib.sha256(f"{previous}|{xact_from}|{xact_to}|{digest}".encode()).hexdigest()


def seal(*, now: dt.datetime) -> int:
    """Seal every entry whose transaction is certainly finished.

    returns: number of entries sealed; 0 also when another sealer is at work.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Held until the seal is committed: whoever comes after sees it as the one to chain to.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        return _seal(cursor, now) if cursor.fetchone()[0] else 0


def _seal(cursor: object, now: dt.datetime) -> int:
    cursor.execute("SELECT hash, xact_to FROM audit_seal ORDER BY id DESC LIMIT 1")
    previous, xact_from = cursor.fetchone() or (GENESIS, 0)
    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + audit_xact_base()")
    (xact_to,) = cursor.fetchone()
    cursor.execute(ROWS, [xact_from, xact_to])
    rows = cursor.fetchall()
    if not rows:
        return 0
    digest = _digest(rows)
    days = [row[3] for row in rows]
    cursor.execute(
        "INSERT INTO audit_seal (previous_hash, hash, digest, sealed_at, xact_from, xact_to, earliest_day, latest_day,"
        " entry_ids, entry_digests) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::varchar[])",
        [
            previous,
            _hash(previous, xact_from, xact_to, digest),
            digest,
            now,
            xact_from,
            xact_to,
            min(days),
            max(days),
            [row[0] for row in rows],
            [row[1] for row in rows],
        ],
    )
    return len(rows)


def verify(*, since: dt.date | None = None) -> Verification:
    """Walk the chain and compare it with the rows; one query a seal, a few hundred seals in memory.

    since: start at the first seal with entries of that day or later, trusting the one before it; None for everything.
    """
    findings: list[Finding] = []
    seals = entries = 0
    with connection.cursor() as cursor:
        before, previous, horizon = _start(cursor, since)
        for number, said_previous, said_hash, digest, start, end, ids, digests in _chain(cursor, before):
            if said_previous != previous or start != horizon or said_hash != _hash(previous, start, end, digest):
                findings.append(Finding(number, "", "SEAL_CHANGED"))
            cursor.execute(ROWS, [start, end])
            rows = cursor.fetchall()
            findings += _compare(number, rows, dict(zip(ids, digests, strict=True)), digest)
            previous, horizon, seals, entries = said_hash, end, seals + 1, entries + len(rows)
        cursor.execute("SELECT count(*) FROM audit_entry WHERE xact >= %s", [horizon])
        (unsealed,) = cursor.fetchone()
    return Verification(seals, entries, unsealed, tuple(findings), previous)


def _start(cursor: object, since: dt.date | None) -> tuple[int, str, int]:
    """Give the seal before the first one to walk, with its hash and horizon; (0, GENESIS, 0) at the beginning."""
    if since is not None:
        cursor.execute(
            "SELECT id, hash, xact_to FROM audit_seal"
            " WHERE id < coalesce((SELECT min(id) FROM audit_seal WHERE latest_day >= %s), 9223372036854775807)"
            " ORDER BY id DESC LIMIT 1",
            [since],
        )
        found = cursor.fetchone()
        if found is not None:
            return found
    return 0, GENESIS, 0


def _chain(cursor: object, before: int) -> Iterator[tuple]:
    """Walk the seals after one, in order."""
    while True:
        cursor.execute(
            "SELECT id, previous_hash, hash, digest, xact_from, xact_to, entry_ids, entry_digests"
            " FROM audit_seal WHERE id > %s ORDER BY id LIMIT %s",
            [before, SEALS_AT_ONCE],
        )
        seals = cursor.fetchall()
        yield from seals
        if len(seals) < SEALS_AT_ONCE:
            return
        before = seals[-1][0]


def _compare(number: int, rows: list[tuple], sealed: dict, digest: str) -> Iterator[Finding]:
    if _digest(rows) == digest:
        return
    found = {row[0]: row[1] for row in rows}
    named = False
    for key in sealed.keys() - found.keys():
        named = True
        yield Finding(number, str(key), "MISSING")
    for key in found.keys() - sealed.keys():
        named = True
        yield Finding(number, str(key), "INSERTED")
    for key in found.keys() & sealed.keys():
        if found[key] != sealed[key]:
            named = True
            yield Finding(number, str(key), "CHANGED")
    if not named:
        yield Finding(number, "", "SEAL_CHANGED")
