"""A run deletes what is past its time; what something open holds, or what is still referred to, stays."""

import datetime as dt

import pytest
from django.db import connection

from sizao.cli import main
from sizao.core import partitions, retention
from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry
from sizao.core.ids import new_id
from sizao.core.partitions import ensure_partitions
from sizao.core.tables import WALLED
from sizao.core.tasks.models import Task
from sizao.demo.cast import COUNTY
from sizao.detect.checks.models import CheckEntry, SchoolDay, Slot
from sizao.jobs import schedule
from sizao.oversee.retention import queries, services
from sizao.oversee.retention.models import TableLine
from sizao.registry.policies.models import PolicyValue
from sizao.registry.roster.models import Guardian, Membership, Person

OLD_DAYS = 1300
JOB = Actor.system("tests")
delete_due = next(one.run for one in schedule.TIMED if one.name == "retention")
# Tables about persons whose rows go another way.
OTHERWISE = {
    "core_file": "expires by its purpose", "roster_identity": "released when someone leaves",
    "roster_changeset": "counts of an import, names nobody", "roster_change": "until an import cannot be undone",
    "places_import": "counts of an import, cleared with it", "changes_rollover": "numbers of a new year, names nobody",
}  # fmt: skip


@pytest.fixture
def old(committed_db, now) -> dt.date:
    """A day past every time for which reports of classes are kept, with its partitions."""
    day = now.date() - dt.timedelta(days=OLD_DAYS)
    with partitions.owner_connection() as owner:
        ensure_partitions(owner, first=day, latest=day + dt.timedelta(days=1), app_role=None)
    return day


def _slot(school, day: dt.date) -> None:
    Slot.objects.create(
        school_id=school.id, day=day, group_id=school.groups[0].id, group_kind="CLASS", session="MORNING", enrolled=1,
        opens_at=dt.datetime.combine(day, dt.time(), dt.UTC), due_at=dt.datetime.combine(day, dt.time(9), dt.UTC),
    )  # fmt: skip


def _slots(school) -> int:
    return Slot.objects.whole_tree(reason="test").filter(school_id=school.id).count()


def _by_table(lines) -> dict[str, retention.Line]:
    return {one.table: one for one in lines}


def _has_partition(day: dt.date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"checks_slot_p{day:%Y%m}"])
        return cursor.fetchone()[0]


def test_plan_counts_and_deletes_nothing(cast, now, old):
    _slot(cast.school, old)
    _slot(cast.school, now.date())

    lines = _by_table(services.count_due(actor=JOB, now=now, day=now.date()))

    assert lines["checks_slot"].rows == 1 and _slots(cast.school) == 2
    assert TableLine.objects.get(table="checks_slot").due == 1


def test_partition_past_its_time_is_dropped_and_younger_rows_stay(cast, now, old):
    _slot(cast.school, old)
    _slot(cast.neighbor_school, old)
    _slot(cast.school, now.date())

    line = _by_table(delete_due(now))["checks_slot"]

    assert (line.rows, line.held, line.partitions) == (2, 0, [f"checks_slot_p{old:%Y%m}"])
    assert not _has_partition(old) and _slots(cast.school) == 1
    assert TableLine.objects.get(table="checks_slot").deleted == 2


def test_rows_around_an_open_task_stay_and_those_of_other_schools_go(cast, now, old):
    opened = dt.datetime.combine(old + dt.timedelta(days=30), dt.time(8), dt.UTC)
    _slot(cast.school, old)
    _slot(cast.neighbor_school, old)
    Task.objects.create(
        school_id=cast.school.id, id=new_id(now), kind="tests.task", unit_id=cast.school.id, about_id="x",
        opened_at=opened, due_at=opened, state="OPEN", state_since=opened,
    )  # fmt: skip

    line = _by_table(delete_due(now))["checks_slot"]

    assert (line.rows, line.held, line.partitions) == (1, 1, [])
    assert _slots(cast.school) == 1 and _slots(cast.neighbor_school) == 0 and _has_partition(old)
    assert Task.objects.whole_tree(reason="test").count() == 1


def test_county_that_keeps_less_loses_its_rows_sooner(cast, now, old):
    day = now.date() - dt.timedelta(days=500)
    with partitions.owner_connection() as owner:
        ensure_partitions(owner, first=day, latest=day, app_role=None)
    _slot(cast.school, day)
    _slot(cast.foreign_school, day)
    PolicyValue.objects.create(unit_id=COUNTY, key="retention.checks_days", value=400, starts_on=now.date(), set_at=now)

    line = _by_table(delete_due(now))["checks_slot"]

    assert line.rows == 1 and _slots(cast.school) == 0 and _slots(cast.foreign_school) == 1


def test_counts_without_persons_are_kept_longer(cast, now, old):
    SchoolDay.objects.create(school_id=cast.school.id, day=old, session="DAY", folded_at=now)

    line = _by_table(delete_due(now))["checks_school_day"]

    assert line.rows == 0 and SchoolDay.objects.whole_tree(reason="test").filter(day=old).count() == 1


def _let_leave(cast, old: dt.date):
    school, person_id = cast.school.id, cast.school.groups[0].people[7]
    Guardian.objects.create(school_id=school, person_id=person_id, name="安女士")
    Membership.objects.whole_tree(reason="test").filter(school_id=school, person_id=person_id).update(
        starts_on=old - dt.timedelta(days=9), ends_on=old
    )
    Person.objects.whole_tree(reason="test").filter(school_id=school, id=person_id).update(status="LEFT")
    return school, person_id


def _left(school_id, person_id) -> tuple[int, int, int]:
    own = {"school_id": school_id, "person_id": person_id}
    return (
        Person.objects.whole_tree(reason="test").filter(school_id=school_id, id=person_id).count(),
        Membership.objects.whole_tree(reason="test").filter(**own).count(),
        Guardian.objects.whole_tree(reason="test").filter(**own).count(),
    )


def test_who_left_long_ago_is_forgotten_with_guardians_and_memberships(cast, now, old):
    key = _let_leave(cast, old)
    people = Person.objects.whole_tree(reason="test").count()

    lines = _by_table(delete_due(now))

    assert _left(*key) == (0, 0, 0) and Person.objects.whole_tree(reason="test").count() == people - 1
    assert [lines[name].rows for name in ("roster_person", "roster_membership", "roster_guardian")] == [1, 1, 1]
    assert lines["roster_person"].held == 0


def test_who_is_in_a_report_still_kept_stays_whole(cast, now, old):
    school, person_id = _let_leave(cast, old)
    CheckEntry.objects.create(
        school_id=school, day=now.date(), id=new_id(now), check_id=new_id(now), group_id=cast.school.groups[0].id,
        person_id=person_id, kind="ILL", presence="PRESENT",
    )  # fmt: skip

    lines = _by_table(delete_due(now))

    assert _left(school, person_id) == (1, 1, 1) and lines["roster_person"].held == 1


class Dying:
    """A connection whose process is stopped before its second chunk of slots."""

    def __init__(self, link) -> None:
        self.link, self.chunks = link, 0

    def execute(self, query, *values):
        self.chunks += str(query).startswith("DELETE FROM checks_slot")
        if self.chunks == 2:
            raise KeyboardInterrupt
        return self.link.execute(query, *values)


def test_run_stopped_in_the_middle_was_announced_and_goes_on_the_next_night(cast, now, old, monkeypatch):
    for school in (cast.school, cast.neighbor_school, cast.foreign_school):
        _slot(school, old)
    clear = retention.clear
    monkeypatch.setattr(retention, "CHUNK", 1)
    monkeypatch.setattr(retention, "_drop", lambda *_: None)
    monkeypatch.setattr(retention, "clear", lambda link, *rest: clear(Dying(link), *rest))

    with pytest.raises(KeyboardInterrupt):
        delete_due(now)

    announced = AuditEntry.objects.whole_tree(reason="test").filter(action="retention.run.started")
    assert announced.get(object_id="checks_slot").purpose.endswith("rows=3 held=0")
    assert Slot.objects.whole_tree(reason="test").count() == 2
    monkeypatch.setattr(retention, "clear", clear)
    assert _by_table(delete_due(now))["checks_slot"].rows == 2


def test_rows_go_in_chunks(cast, now, old, monkeypatch):
    for school in (cast.school, cast.neighbor_school, cast.foreign_school):
        _slot(school, old)
    monkeypatch.setattr(retention, "CHUNK", 2)
    monkeypatch.setattr(retention, "_drop", lambda *_: None)

    assert _by_table(delete_due(now))["checks_slot"].rows == 3
    assert Slot.objects.whole_tree(reason="test").count() == 0


def test_each_table_of_a_run_is_in_the_audit_with_its_count(cast, now, old):
    _slot(cast.school, old)

    delete_due(now)

    kept = AuditEntry.objects.whole_tree(reason="test").filter(action="retention.table.cleared")
    assert {one.object_id for one in kept} == {one.table for one in retention.declared()}
    assert kept.get(object_id="checks_slot").purpose.endswith("rows=1 held=0")


def test_command_plans_and_runs(cast, now, old, capsys):
    _slot(cast.school, old)

    main(["retention", "plan"])
    planned = capsys.readouterr().out
    main(["retention", "run"])

    assert "checks_slot：" in planned and "将删除1行" in planned
    assert "已删除1行，分区1个，保留0行" in capsys.readouterr().out


def test_every_table_about_persons_has_a_time_or_a_reason():
    tables = {one.table for one in retention.declared()}

    assert WALLED - tables == OTHERWISE.keys()


def test_policies_that_tables_name_exist(db, now):
    cutoffs = queries.cutoffs_on(now.date())

    assert {one.policy for one in retention.declared()} == cutoffs.keys()
    assert all(one.day < now.date() and not one.by_school for one in cutoffs.values())
