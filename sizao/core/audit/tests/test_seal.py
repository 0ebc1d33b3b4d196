"""The sealed chain: what is tampered with is found and named, and nothing is ever sealed too early or twice."""

import argparse
import datetime as dt
import threading
import time

import pytest
from django.db import connection, connections, transaction

from sizao.cli import audit as command
from sizao.core import partitions
from sizao.core.actor import Actor
from sizao.core.audit import seal, services
from sizao.core.audit.models import AuditEntry, AuditSeal
from sizao.core.audit.services import Touch

pytestmark = pytest.mark.usefixtures("committed_db")
JOB = Actor.system("test")


def record(cast, now, *ids: str, action: str = "test.thing.changed") -> None:
    """Append one entry a given object, in one committed transaction."""
    touched = [Touch(cast.school.id, "test.thing", one, ("name",), "核对") for one in ids]
    with transaction.atomic():
        services.record_many(touched, action=action, actor=JOB, now=now)


def entry(object_id: str) -> AuditEntry:
    return AuditEntry.objects.whole_tree(reason="test").get(object_id=object_id)


def tamper(statement: str, *values: object) -> int:
    """Do as the owner what the application's role may not."""
    with partitions.owner_connection() as owner:
        return owner.execute(statement, values).rowcount


def seal_all(now, *, wait: float = 10) -> int:
    """Seal when no transaction of any database of this server is older than what there is to seal."""
    until = time.monotonic() + wait
    while True:
        done = seal.seal(now=now)
        if done or time.monotonic() > until:
            return done
        time.sleep(0.05)


@pytest.fixture
def sealed(cast, now) -> None:
    """Two seals over what the cast's building left, and three entries of our own in the second."""
    seal_all(now)
    record(cast, now, "a", "b", "c")
    assert seal_all(now) == 3


def findings() -> list[tuple[str, str]]:
    return [(one.kind, one.entry) for one in seal.verify().findings]


def test_untouched_chain_is_intact_and_counts_everything(sealed):
    found = seal.verify()

    assert found.is_intact and found.unsealed == 0
    assert found.seals == AuditSeal.objects.count() == 2
    assert found.entries == AuditEntry.objects.whole_tree(reason="test").count()
    assert found.head == AuditSeal.objects.latest("id").hash


def test_changed_row_is_found_whatever_was_changed(sealed):
    key = entry("b").id
    changes = (
        "role = 'x'", "action = 'test.thing.shown'", "purpose = ''", "fields = '{other}'", "user_id = 7",
        "at = at + interval '1 millisecond'", "object_id = 'z'", "object_kind = 'test.other'",
    )  # fmt: skip
    tamper("CREATE TABLE kept AS SELECT * FROM audit_entry WHERE id = %s", key)

    for change in changes:
        assert tamper(f"UPDATE audit_entry SET {change} WHERE id = %s", key) == 1
        assert findings() == [("CHANGED", str(key))], change
        tamper(
            "UPDATE audit_entry e SET (role, action, purpose, fields, user_id, at, object_id, object_kind) = (k.role,"
            " k.action, k.purpose, k.fields, k.user_id, k.at, k.object_id, k.object_kind) FROM kept k WHERE e.id = k.id"
        )
        assert findings() == []


def test_what_moves_from_one_field_into_the_next_is_found(cast, now):
    with transaction.atomic():
        touch = Touch(cast.school.id, "test.thing", "a", ("name",), "x|y")
        services.record_many([touch], action="test.thing.changed", actor=JOB, now=now)
    seal_all(now)
    tamper("UPDATE audit_entry SET fields = '{name|x}', purpose = 'y' WHERE object_id = 'a'")

    assert [kind for kind, _ in findings()] == ["CHANGED"]


def test_missing_row_is_found(sealed):
    key = entry("b").id
    tamper("DELETE FROM audit_entry WHERE id = %s", key)

    assert findings() == [("MISSING", str(key))]


def test_inserted_row_is_found(sealed):
    key = "0199a1b2-0000-7000-8000-000000000001"
    tamper(
        f"INSERT INTO audit_entry ({services.COLUMNS}, xact) SELECT school_id, day, %s::uuid, at, user_id, role,"
        " action, object_kind, 'forged', fields, purpose, xact FROM audit_entry WHERE object_id = 'b'",
        key,
    )

    assert findings() == [("INSERTED", key)]


def test_row_moved_out_of_its_seal_is_missed_there(sealed):
    key = entry("b").id
    tamper("UPDATE audit_entry SET xact = 9000000000000 WHERE id = %s", key)

    assert findings() == [("MISSING", str(key))]
    assert seal.verify().unsealed == 1


def test_changed_seal_is_found(sealed, cast, now):
    record(cast, now, "d")
    seal_all(now)
    first = AuditSeal.objects.earliest("id")
    changes = {"digest": "0" * 64, "hash": "1" * 64, "previous_hash": "2" * 64, "xact_to": first.xact_to + 1}

    for column, value in changes.items():
        tamper(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", value, first.id)
        assert "SEAL_CHANGED" in {kind for kind, _ in findings()}, column
        tamper(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", getattr(first, column), first.id)
        assert findings() == []


def test_removed_seal_is_found(sealed, cast, now):
    record(cast, now, "d")
    seal_all(now)
    tamper("DELETE FROM audit_seal WHERE id = (SELECT min(id) FROM audit_seal)")

    assert ("SEAL_CHANGED", "") in findings()


def test_row_and_seal_changed_together_break_the_next_seal(sealed, cast, now):
    """Whoever rewrites a row and its seal must rewrite all later seals; the head kept elsewhere shows even that."""
    record(cast, now, "d")
    seal_all(now)
    head = seal.verify().head
    key = entry("b").id
    tamper("UPDATE audit_entry SET purpose = '' WHERE id = %s", key)
    second = AuditSeal.objects.order_by("id")[1]
    with connection.cursor() as cursor:
        cursor.execute(seal.ROWS, [second.xact_from, second.xact_to])
        rows = cursor.fetchall()
    digest = seal._digest(rows)
    forged = seal._hash(second.previous_hash, second.xact_from, second.xact_to, digest)
    tamper(
        "UPDATE audit_seal SET digest = %s, hash = %s, entry_digests = %s::varchar[] WHERE id = %s",
        digest, forged, [row[1] for row in rows], second.id,
    )  # fmt: skip

    assert findings() == [("SEAL_CHANGED", "")]
    assert seal.verify().head == head


def test_unsealed_tail_is_counted_and_sealed_next_time(sealed, cast, now):
    record(cast, now, "d", "e")

    assert seal.verify().unsealed == 2
    assert seal.verify().is_intact
    assert seal_all(now) == 2
    assert seal.verify().unsealed == 0


def test_chain_is_walked_in_pieces_and_from_a_day_on(sealed, cast, now, monkeypatch):
    monkeypatch.setattr(seal, "SEALS_AT_ONCE", 1)
    record(cast, now + dt.timedelta(days=2), "later")
    seal_all(now)
    tamper("DELETE FROM audit_entry WHERE object_id = 'b'")

    assert seal.verify().seals == 3
    assert [kind for kind, _ in findings()] == ["MISSING"]
    later = seal.verify(since=now.date() + dt.timedelta(days=1))
    assert (later.seals, later.entries, later.is_intact) == (1, 1, True)
    assert seal.verify(since=now.date() + dt.timedelta(days=9)).seals == 0


def test_nothing_new_makes_no_seal(sealed, now):
    assert seal.seal(now=now) == 0
    assert AuditSeal.objects.count() == 2


def in_thread(work) -> threading.Thread:
    """Run work with a database connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_transaction_still_open_is_not_skipped(sealed, cast, now):
    """An entry of a transaction that began first and ends last waits; what came after it waits with it."""
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            touch = Touch(cast.school.id, "test.thing", "slow")
            services.record_many([touch], action="test.thing.changed", actor=JOB, now=now)
            written.set()
            may_end.wait(10)

    thread = in_thread(slow)
    assert written.wait(10)
    record(cast, now, "fast")
    assert seal.seal(now=now) == 0
    may_end.set()
    thread.join(10)

    assert seal_all(now) == 2
    assert seal.verify().is_intact


def test_of_two_sealers_at_once_one_does_all_and_the_chain_does_not_fork(sealed, cast, now):
    record(cast, now, *[f"n{number}" for number in range(50)])
    start = threading.Barrier(4)
    sealed_counts: list[int] = []

    def work() -> None:
        start.wait(10)
        sealed_counts.append(seal_all(now, wait=1))

    threads = [in_thread(work) for _ in range(4)]
    for thread in threads:
        thread.join(10)

    assert sum(sealed_counts) == 50
    assert seal.verify().is_intact
    assert AuditSeal.objects.count() == 3


def test_sealer_inside_an_open_transaction_keeps_others_out_until_it_is_done(sealed, cast, now):
    record(cast, now, "d")
    with transaction.atomic():
        assert seal_all(now) == 1
        others: list[int] = []
        in_thread(lambda: others.append(seal.seal(now=now))).join(10)
        assert others == [0]

    assert AuditSeal.objects.count() == 3
    assert seal.verify().is_intact


def test_application_may_neither_change_nor_delete(sealed):
    for statement in ("UPDATE audit_entry SET role = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_seal"):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


def verify_command(capsys) -> tuple[int, str]:
    code = command.run(argparse.Namespace(what="verify"))
    return code, capsys.readouterr().out


def test_command_says_intact(sealed, capsys):
    code, text = verify_command(capsys)

    assert code == 0
    assert "封印2个" in text and "未封0条" in text and text.endswith("完整\n")


def test_command_names_what_is_wrong(sealed, capsys):
    key = str(entry("b").id)
    tamper("UPDATE audit_entry SET role = 'x' WHERE id = %s", key)
    tamper("DELETE FROM audit_entry WHERE object_id = 'c'")

    code, text = verify_command(capsys)

    assert code == 2
    assert f"{key} 被改" in text and "缺失" in text and text.endswith("不完整\n")
