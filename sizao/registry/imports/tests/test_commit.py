"""An import is written once, as a whole, and taken back as a whole within a day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.core.loops import MoveRefused
from sizao.registry.imports import services
from sizao.registry.imports.tests.conftest import TODAY
from sizao.registry.imports.tests.sheets_of import pupil
from sizao.registry.roster import services as roster
from tests.tables import stored


def test_undo_puts_everything_back(imports, cast):
    imports.bring(imports.rows(6, of=imports.classes[0]))
    tables = ("roster_person", "roster_membership", "roster_guardian", "roster_identity")
    before = {table: stored(table) for table in tables}
    rows = imports.rows(4, of=imports.classes[1])
    rows[1][0], rows[2][10] = "新名字", "13900001111"
    changeset_id = imports.start([*rows, *imports.rows(2, start=50)])
    second = imports.start([*rows, *imports.rows(2, start=50)])
    imports.commit(changeset_id)
    assert stored("roster_person") != before["roster_person"]

    imports.undo(changeset_id)

    assert {table: stored(table) for table in tables} == before
    assert imports.get(changeset_id).state == "UNDONE"
    assert imports.commit(second)["MOVED"] == 4


def test_undo_of_leaving_and_returning(imports):
    imports.bring(imports.rows(2, of=imports.classes[0]))
    person, other = imports.person(0), imports.person(1)
    roster.leave_school(**imports.mine, person_ids=[other.id], left_on=TODAY)
    changeset_id = imports.start([pupil(1, imports.classes[0])])
    imports.decide(changeset_id, "LEAVE", kind="LEAVING", person_id=person.id)
    assert imports.commit(changeset_id) == {"RETURNED": 1, "LEAVING": 1}

    imports.undo(changeset_id)

    assert (imports.person(0).status, imports.person(1).status) == ("ACTIVE", "LEFT")
    assert stored("roster_identity", person_id=person.id)
    assert not stored("roster_identity", person_id=other.id)


def test_undo_is_refused_when_someone_changed_the_rows_since(imports, cast):
    changeset_id = imports.bring(imports.rows(3, of=imports.classes[0]))
    places = [roster.NewPlace(imports.person(1).id, cast.school.classes[1].id)]
    roster.move_people(**imports.mine, places=places, moved_on=TODAY)

    with pytest.raises(services.UndoRefused) as refused:
        imports.undo(changeset_id)

    (problem,) = refused.value.problems
    assert (problem.row, problem.value, problem.text()) == (3, "钱*子", "后来改过")


def test_undo_is_refused_after_a_day(imports):
    changeset_id = imports.bring(imports.rows(1))

    with pytest.raises(services.UndoTooLate):
        imports.undo(changeset_id, now=imports.now + dt.timedelta(hours=24, seconds=1))


def test_commit_twice_and_commit_after_discard_are_refused(imports):
    changeset_id = imports.bring(imports.rows(1))
    with pytest.raises(MoveRefused):
        imports.commit(changeset_id)
    given_up = imports.start(imports.rows(2))
    services.discard_import(**imports.mine, changeset_id=given_up)

    with pytest.raises(MoveRefused):
        imports.commit(given_up)
    assert imports.staged(given_up) == []


def test_roster_that_changed_after_the_check_is_checked_again(imports):
    imports.bring(imports.rows(2))
    changeset_id = imports.start(imports.rows(2, of=imports.classes[2]))
    roster.leave_school(**imports.mine, person_ids=[imports.person(0).id], left_on=TODAY)
    with pytest.raises(services.RosterChanged):
        imports.commit(changeset_id)

    services.check_import(**imports.mine, changeset_id=changeset_id)

    assert imports.commit(changeset_id) == {"RETURNED": 1, "MOVED": 1}


def test_statements_do_not_grow_with_the_rows(imports):
    def cost(rows):
        with CaptureQueriesContext(
            connection,
        ) as check:
            changeset_id = imports.start(rows)
        with CaptureQueriesContext(connection) as commit:
            imports.commit(changeset_id)
        with CaptureQueriesContext(connection) as undo:
            imports.undo(changeset_id)
        return len(check), len(commit), len(undo)

    assert cost(imports.rows(100)) == cost(imports.rows(1000))


def test_left_over_imports_are_cleared_after_a_day(imports, now):
    committed, abandoned = imports.bring(imports.rows(1)), imports.start(imports.rows(2))
    later = now + dt.timedelta(hours=25)

    assert services.clear_imports(actor=Actor.system("test"), now=later) == 1
    assert services.clear_imports(actor=Actor.system("test"), now=later) == 0

    assert imports.get(abandoned).state == "DISCARDED"
    assert imports.staged(abandoned) == []
    with pytest.raises(services.UndoTooLate):
        imports.undo(committed, now=later)


def test_undo_is_refused_when_an_added_pupil_has_records_already(imports, cast, now):
    from sizao.detect.checks import services as checks
    from sizao.detect.checks.rules import Check, Entry, Session

    changeset_id = imports.bring(imports.rows(1, of=imports.classes[0]))
    pupil_id, group_id = imports.person(0).id, cast.school.classes[0].id
    checks.open_slots(actor=Actor.system("test"), now=now, day=TODAY)
    ill = Check(
        new_id(now), cast.school.id, group_id, TODAY, Session.MORNING, entries=(Entry(pupil_id, symptoms=("FEVER",)),)
    )
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=ill)

    with pytest.raises(services.UndoInUse):
        imports.undo(changeset_id)

    assert imports.person(0).status == "ACTIVE"
