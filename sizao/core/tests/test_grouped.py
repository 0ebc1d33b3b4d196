"""Group commit: both routes write the same rows, a bad row fails alone, one key is never twice in a batch."""

import threading

import pytest
from django.db import connection

from sizao.core import grouped
from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry

JOB = Actor.system("test")
TABLES = {
    "checks_healthcheck": "id, digest",
    "checks_checkentry": "id, check_id",
    "checks_delta": "id",
    "audit_entry": "id, object_id, xact",
    "core_outbox": "id, payload",
}


def snapshot() -> dict[str, list[str]]:
    """Give all rows of the tables the path writes, without keys that differ by chance, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table, volatile in TABLES.items():
            names = [name.strip() for name in volatile.split(",")]
            cursor.execute(
                f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} t WHERE school_id > 10 ORDER BY 1", [names]
            )
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def send(cast, now) -> None:
    group = cast.school.classes[0]
    entry = Entry(group.people[0], presence="ABSENT", absence_reason="ILLNESS", symptoms=("FEVER", "COUGH"))
    check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING", entries=(entry,))
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=check)


def test_both_routes_write_identical_rows(cast, now, databases, committed_db, django_db_blocker):
    from django.db import transaction

    checks.open_slots(actor=JOB, now=now, day=now.date())
    before = snapshot()
    with transaction.atomic():
        send(cast, now)
        inside = snapshot()
        transaction.set_rollback(True)
    assert snapshot() == before
    send(cast, now)
    assert snapshot() == inside
    assert len(inside["checks_checkentry"]) == 1 and inside != before


def test_a_batch_answers_each_sender_and_conflicts_stay_alone(cast, now, committed_db):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    reporter = cast.actor("reporter", now)
    groups = cast.school.groups
    outcomes: dict[int, list] = {}

    def sender(place: int) -> None:
        group = groups[place % len(groups)]
        check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING")
        outcomes[place] = checks.submit_check(actor=reporter, now=now, checks=[check])

    threads = [threading.Thread(target=sender, args=(place,)) for place in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [found for (found,) in outcomes.values() if isinstance(found, checks.Receipt)]
    lost = [found for (found,) in outcomes.values() if isinstance(found, checks.VersionConflict)]
    assert len(won) == len(groups) and len(lost) == 40 - len(groups)


def _path(statement: str) -> grouped.Path:
    return grouped.Path(
        name="test",
        statement=statement,
        pack=lambda commands: [list(commands)],
        read=lambda commands, rows: [row[0] for row in rows],
        keys=lambda command: (command,),
        order=lambda command: command,
        school=lambda command: 1,
    )


def test_a_row_the_database_refuses_fails_alone(committed_db):
    path = _path("SELECT 100 / n FROM unnest(%s::int[]) AS t(n) ORDER BY n")
    flusher = grouped.Flusher()
    waiting = flusher.submit(path, [5, 0, 20])

    assert waiting[0].result(20) == 20 and waiting[2].result(20) == 5
    with pytest.raises(Exception, match="division by zero"):
        waiting[1].result(20)


def test_a_lost_connection_is_renewed(committed_db, databases):
    path = _path("SELECT n FROM unnest(%s::int[]) AS t(n) ORDER BY n")
    flusher = grouped.Flusher()
    assert flusher.submit(path, [1])[0].result(20) == 1
    databases._run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{committed_db}'"
        " AND backend_type = 'client backend'"
    )
    connection.close()
    assert flusher.submit(path, [2])[0].result(20) == 2


def test_equal_keys_never_share_a_batch():
    flusher = grouped.Flusher()
    path = _path("SELECT 1")
    flusher._queue.extend(grouped._Waiting(path, command) for command in (1, 2, 1, 3))

    assert [one.command for one in flusher._take()] == [1, 2, 3]
    assert [one.command for one in flusher._take()] == [1]
