"""The short ways of a comparison come to what the long one comes to."""

import pytest
from django.db import connection

from sizao.core.actor import Actor
from sizao.registry.imports import services
from sizao.registry.imports.models import StagedRow
from sizao.registry.imports.services.changesets import SQL, values_of
from sizao.registry.imports.tests.conftest import TODAY
from sizao.registry.imports.tests.sheets_of import number_of, pupil
from sizao.registry.roster import services as roster

OUTCOME = ("row", "kind", "note", "person_id", "from_group_id", "fields", "clash", "problems", "twin_row")


def test_school_without_pupils_is_compared_as_any_other(imports, cast, now):
    """A new pupil, one whom another school holds, two who may be one, and a number that stands twice."""
    one_class = imports.classes[0]
    plain, held, twin, again = (pupil(index, one_class) for index in range(4))
    twin[3] = twin[4] = ""
    again[4] = plain[4]
    _claim(1, cast.neighbor_school, now)
    changeset_id = imports.start([plain, held, twin, twin, again, pupil(5, "九(9)班")])
    compared = _outcomes(changeset_id)

    rows = StagedRow.objects.whole_tree(reason="test").filter(changeset_id=changeset_id)
    rows.filter(kind="LEAVING").delete()
    rows.exclude(row=7).update(kind="ADDED", note="")
    SQL.run("check", "compare_first", values_of(imports.get(changeset_id)))

    assert _outcomes(changeset_id) == compared
    assert [(kind, note) for _, kind, note, *_ in compared] == [
        ("REFUSED", ""), ("UNSURE", "ELSEWHERE"), ("ADDED", ""), ("UNSURE", "TWIN"), ("REFUSED", ""), ("REFUSED", ""),
    ]  # fmt: skip


def test_first_roster_of_a_school(imports, cast):
    with connection.cursor() as cursor:
        for table in ("guardian", "membership", "person"):
            only = "AND kind = 'STUDENT'" if table == "person" else ""
            cursor.execute(f"DELETE FROM roster_{table} WHERE school_id = %s {only}", [cast.school.id])

    changeset_id = imports.start([*imports.rows(5), pupil(9, "九(9)班")])

    assert imports.get(changeset_id).counts == {"ADDED": 5, "REFUSED": 1}
    assert imports.commit(changeset_id) == {"ADDED": 5}
    assert len(imports.newcomers()) == 5


def test_number_that_another_school_claims_after_the_check_is_noticed(imports, cast, now):
    changeset_id = imports.start(imports.rows(3))
    _claim(1, cast.neighbor_school, now)

    with pytest.raises(services.RosterChanged):
        imports.commit(changeset_id)

    assert imports.newcomers() == []
    services.check_import(**imports.mine, changeset_id=changeset_id)
    assert imports.counts(changeset_id) == {"ADDED": 2, "UNSURE": 1}


def test_number_that_the_own_school_holds_already_stops_nobody(imports, cast, now):
    """A member of staff with the number of a pupil: a slip of the pen, and no other school."""
    changeset_id = imports.start(imports.rows(3))
    _claim(1, cast.school, now, "STAFF")

    assert imports.commit(changeset_id) == {"ADDED": 3}


def test_other_changes_after_the_check_stop_nobody(imports, cast):
    """Someone whom the file does not name was changed: every row still comes out as it was shown."""
    imports.bring(imports.rows(2, of=imports.classes[0]))
    changeset_id = imports.start([pupil(0, imports.classes[1])])
    seen = imports.get(changeset_id).roster_seen
    other = imports.person(1)
    edit = roster.PersonEdit(other.name, "MALE", other.birth_date, other.student_number, 44, is_boarder=True)
    roster.edit_person(**imports.mine, person_id=other.id, edit=edit)

    assert imports.commit(changeset_id) == {"MOVED": 1}

    later = imports.start([pupil(0, imports.classes[1])])
    assert imports.get(later).roster_seen != seen


def _claim(index, school, now, kind="STUDENT"):
    number = number_of(index)
    there = roster.NewPerson("某人", kind, school.classes[0].id, "CLASS", TODAY, identity_number=number)
    roster.enroll_people(actor=Actor.system("test"), now=now, school_id=school.unit.id, people=[there])


def _outcomes(changeset_id):
    rows = StagedRow.objects.whole_tree(reason="test").filter(changeset_id=changeset_id, row__isnull=False)
    return list(rows.order_by("row").values_list(*OUTCOME))
