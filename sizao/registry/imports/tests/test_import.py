"""A file becomes a changeset: every bad row named, every difference shown, nothing written before the word."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.actor import Actor
from sizao.core.errors import Invalid, NotVisible
from sizao.registry.imports import services
from sizao.registry.imports.tests.conftest import TODAY
from sizao.registry.imports.tests.sheets_of import HEADERS, number_of, pupil, write_csv
from sizao.registry.roster import services as roster
from tests.tables import stored


def test_one_wrong_checksum_among_a_thousand_is_named_and_the_others_wait_for_the_word(imports):
    rows = imports.rows(1000)
    wrong = rows[729][3]
    rows[729][3] = wrong[:17] + ("0" if wrong[17] != "0" else "1")

    changeset_id = imports.start(rows)

    assert imports.counts(changeset_id) == {"ADDED": 999, "REFUSED": 1}
    assert imports.problems(changeset_id) == [(731, "identity_number", "ID_CHECKSUM")]
    assert not imports.newcomers()
    assert imports.commit(changeset_id) == {"ADDED": 999}
    assert len(imports.newcomers()) == 999
    assert not imports.people(student_number="G" + number_of(729))
    assert [row.row for row in imports.staged(changeset_id)] == [731]


def test_new_pupil_arrives_with_class_numbers_and_guardian(imports, cast):
    imports.bring(imports.rows(1))

    person = imports.person(0)
    (membership,) = stored("roster_membership", person_id=person.id)
    (guardian,) = stored("roster_guardian", person_id=person.id)
    assert person.group_id == membership.group_id == cast.school.classes[0].id
    assert (membership.starts_on, membership.ends_on) == (TODAY, None)
    assert (guardian.name, guardian.relation, guardian.phone_last4) == ("赵家长", "父亲", "0000")
    assert person.pinyin_initials == "zzz" and person.birth_date.isoformat() == "2016-01-01"
    assert stored("roster_identity", identity_hash=person.identity_hash, person_id=person.id)


def test_the_same_file_again_changes_nothing(imports):
    imports.bring(imports.rows(30))

    again = imports.start(imports.rows(30))

    assert imports.counts(again) == {"SAME": 30}
    with pytest.raises(services.NothingToWrite):
        imports.commit(again)


def test_moved_and_changed_rows_say_what_changes_and_blank_cells_change_nothing(imports, cast):
    imports.bring(imports.rows(3, of=imports.classes[0]))
    rows = imports.rows(3, of=imports.classes[0])
    rows[0][5] = imports.classes[1]
    rows[1][0], rows[1][10] = "新名字", "13900001111"
    rows[2][1] = rows[2][8] = rows[2][10] = ""

    changeset_id = imports.start(rows)

    assert [(row.kind, row.fields) for row in imports.staged(changeset_id, row__isnull=False)] == [
        ("MOVED", []),
        ("CHANGED", ["name", "guardian"]),
        ("SAME", []),
    ]
    imports.commit(changeset_id)
    moved, changed = imports.person(0), imports.person(1)
    assert (moved.group_id, moved.class_position) == (cast.school.classes[1].id, 1)
    assert (changed.name, changed.pinyin_key) == ("新名字", "xin ming zi")
    assert stored("roster_guardian", person_id=changed.id)[0].phone_last4 == "1111"
    assert imports.person(2).sex != "UNKNOWN"


def test_move_before_the_present_membership_began_is_refused(imports):
    imports.bring(imports.rows(1, of=imports.classes[0]))

    changeset_id = imports.start(imports.rows(1, of=imports.classes[1]), effective_on=TODAY - dt.timedelta(days=1))

    assert imports.problems(changeset_id) == [(2, "class_group", "TOO_EARLY")]


def test_who_is_not_in_the_file_leaves_only_when_ticked(imports):
    imports.bring(imports.rows(6, of=imports.classes[0]))
    changeset_id = imports.start(imports.rows(4, of=imports.classes[0]))
    leaving = {row.name for row in imports.staged(changeset_id, kind="LEAVING")}
    gone = imports.person(4)
    assert gone.name in leaving

    imports.decide(changeset_id, "LEAVE", kind="LEAVING", person_id=gone.id)

    assert imports.commit(changeset_id) == {"LEAVING": 1}
    (left,) = imports.people(id=gone.id)
    assert (left.status, left.group_id) == ("LEFT", None)
    assert imports.person(5).status == "ACTIVE"
    assert not stored("roster_identity", person_id=gone.id)


def test_who_left_and_is_in_the_file_again_returns(imports, cast):
    imports.bring(imports.rows(1))
    person = imports.person(0)
    roster.leave_school(**imports.mine, person_ids=[person.id], left_on=TODAY)

    changeset_id = imports.start(imports.rows(1))

    assert imports.counts(changeset_id) == {"RETURNED": 1}
    imports.commit(changeset_id)
    assert imports.person(0).id == person.id and imports.person(0).status == "ACTIVE"


def test_numbers_twice_in_the_file_name_each_other(imports):
    rows = imports.rows(4)
    rows[2][4] = rows[0][4]
    rows[3][3], rows[3][2], rows[3][1] = rows[1][3], rows[1][2], rows[1][1]

    changeset_id = imports.start(rows)

    assert imports.problems(changeset_id) == [
        (2, "student_number", "NUMBER_TWICE"),
        (3, "identity_number", "IDENTITY_TWICE"),
        (4, "student_number", "NUMBER_TWICE"),
        (5, "identity_number", "IDENTITY_TWICE"),
    ]
    assert imports.staged(changeset_id, row=4)[0].problems[0]["params"] == {"row": 2}


def test_number_and_identity_of_two_people_are_refused(imports):
    imports.bring(imports.rows(2))
    row = pupil(0, imports.classes[0])
    row[4] = "G" + number_of(1)

    assert imports.problems(imports.start([row])) == [(2, "student_number", "SPLIT")]


def test_same_name_and_class_is_a_possible_duplicate_until_someone_decides(imports, cast):
    row = ["安子宁", "", "", "", "", imports.classes[0], "", "", "", "", ""]
    rows = [row, ["曹轩", "", "2015-01-01", "", "", imports.classes[0], "", "", "", "", ""]]

    changeset_id = imports.start(rows)

    known = imports.staged(changeset_id, row=2)[0]
    assert (known.kind, known.note, known.person_id) == ("UNSURE", "SIMILAR", cast.school.classes[0].people[0])
    assert imports.counts(changeset_id) == {"UNSURE": 1, "ADDED": 1}
    imports.decide(changeset_id, "NEW", row=2)
    assert imports.commit(changeset_id) == {"ADDED": 2}
    assert len(imports.people(name="安子宁", group_id=cast.school.classes[0].id)) == 2


def test_undecided_row_is_not_written_and_same_person_is_completed(imports, cast):
    birth = dt.date(2018, 3, 1)
    rows = [["安子宁", "男", birth, "", "", imports.classes[0], 1, "", "安女士", "", "13812345678"]]
    changeset_id = imports.start(rows)
    with pytest.raises(services.NothingToWrite):
        imports.commit(changeset_id)

    imports.decide(changeset_id, "SAME", row=2)

    assert imports.commit(changeset_id) == {"CHANGED": 1}
    person_id = cast.school.classes[0].people[0]
    assert stored("roster_guardian", person_id=person_id)[0].name == "安女士"


def test_twins_in_the_file_wait_for_a_decision(imports):
    row = ["新同学", "女", "2017-05-05", "", "", imports.classes[0], "", "", "", "", ""]

    changeset_id = imports.start([row, row])

    assert [(one.kind, one.note, one.twin_row) for one in imports.staged(changeset_id, row__isnull=False)] == [
        ("ADDED", "", None),
        ("UNSURE", "TWIN", 2),
    ]
    with pytest.raises(Invalid):
        imports.decide(changeset_id, "SAME", row=3)


def test_number_in_another_school_waits_and_does_not_take_the_number(imports, cast):
    neighbor = cast.neighbor_school
    there = roster.NewPerson("某人", "STUDENT", neighbor.classes[0].id, "CLASS", TODAY, identity_number=number_of(0))
    roster.enroll_people(actor=Actor.system("test"), now=imports.now, school_id=neighbor.id, people=[there])

    changeset_id = imports.start(imports.rows(2))

    (row,) = imports.staged(changeset_id, kind="UNSURE")
    assert (row.row, row.note) == (2, "ELSEWHERE")
    imports.decide(changeset_id, "NEW", row=2)
    imports.commit(changeset_id)
    (holder,) = stored("roster_identity", identity_hash=imports.person(0).identity_hash)
    assert holder.school_id == neighbor.id


def test_unknown_class_is_refused_with_its_name(imports):
    changeset_id = imports.start([pupil(0, "九(9)班"), pupil(1, "三年级2班"), pupil(2, "2024级1班")])

    assert imports.problems(changeset_id) == [(2, "class_group", "CLASS_UNKNOWN")]
    assert imports.counts(changeset_id) == {"ADDED": 2, "REFUSED": 1}


def test_decisions_survive_another_check(imports):
    imports.bring(imports.rows(4, of=imports.classes[0]))
    changeset_id = imports.start(imports.rows(3, of=imports.classes[0]))
    person = imports.person(3)
    imports.decide(changeset_id, "LEAVE", kind="LEAVING", person_id=person.id)

    services.check_import(**imports.mine, changeset_id=changeset_id, effective_on=TODAY)

    assert imports.commit(changeset_id) == {"LEAVING": 1}


def test_neighbor_school_neither_sees_nor_writes_an_import(imports, cast, now):
    changeset_id = imports.start(imports.rows(1))
    stranger = cast.actor("neighbor_principal", now)

    with pytest.raises(NotVisible):
        services.commit_import(actor=stranger, now=now, school_id=cast.school.id, changeset_id=changeset_id)
    with pytest.raises(NotVisible):
        imports.commit(changeset_id, school_id=cast.neighbor_school.id)


def test_office_above_is_told_that_schools_import_their_own(imports, cast, now):
    with pytest.raises(services.OwnSchoolOnly):
        services.start_import(
            actor=cast.actor("admin", now), now=now, school_id=cast.school.id, effective_on=TODAY,
            upload=SimpleUploadedFile("名册.csv", "姓名,班级\n安宁,三(1)班\n".encode()),
        )  # fmt: skip


def test_csv_in_gb18030_is_read(imports):
    path = write_csv(imports.folder / "名册.csv", [HEADERS, *imports.rows(3)], encoding="gb18030")

    assert imports.counts(imports.upload(path)) == {"ADDED": 3}
