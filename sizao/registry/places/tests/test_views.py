"""The pages of places: who may, who may not, who must not know; labels, export, import from file to bed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.converters import Key
from sizao.registry.places import queries
from sizao.registry.places.models import Place, RoomImport
from sizao.registry.roster import queries as roster

pytestmark = pytest.mark.django_db

SEES = ("teacher", "doctor", "health", "reporter", "principal", "dorm", "guard", "counselor", "school_admin")
OFFICES = ("county", "city", "province", "inspector")


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [*((one, 200) for one in ("doctor", "principal", "keeper", "school_admin", "county", "province")),
     ("teacher", 404), ("guardian", 403), ("auditor", 403), ("neighbor", 404), ("neighbor_principal", 404),
     ("other_county", 404), ("other_city", 404)],
)  # fmt: skip
def test_place_is_open_to_its_school_and_the_offices_above(cast, now, dorm, signed_in, who, status):
    page = signed_in(who).get(f"/places/{dorm.key}/")
    assert page.status_code == status
    assert ("1号宿舍楼" in text_of(page)) == (status == 200)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("doctor", True), ("reporter", True), ("keeper", True), ("principal", False), ("school_admin", False),
        ("county", False),
    ],
)  # fmt: skip
def test_names_in_a_room_are_shown_to_keepers_and_health_staff_alone(cast, now, dorm, signed_in, who, sees):
    room = Place.objects.whole_tree(reason="test").get(number=dorm.rooms[0].number)
    page = text_of(signed_in(who).get(f"/places/{Key(cast.school.id, room.id)}/"))
    assert ("安子宁" in page) == sees


def test_keeper_sees_the_own_building_alone(cast, now, dorm, signed_in):
    page = text_of(signed_in("keeper").get("/places/"))
    assert "1号宿舍楼" in page and "101" in page
    assert "1号宿舍楼" not in text_of(signed_in("neighbor_principal").get("/places/"))


def test_room_without_building_is_refused_on_the_page_in_words(cast, now, dorm, signed_in):
    browser = signed_in("principal")
    answer = browser.post(
        f"/places/new/{cast.school.id}/",
        {"kind": "DORM_ROOM", "name": "909", "key": "01a20696-5d00-7000-8000-000000000001"},
    )
    assert answer.status_code == 422 and "宿舍“909”要写明在哪栋楼" in text_of(answer)


def test_place_is_added_changed_and_retired_by_its_pages(cast, now, dorm, signed_in):
    browser = signed_in("principal")
    key = "01a20696-5d00-7000-8000-000000000002"
    sent = {"kind": "GATE", "name": "北门", "is_key": "on", "owner_role": "GATE_GUARD", "key": key}
    for _twice in range(2):
        assert "场所已加入" in text_of(browser.post(f"/places/new/{cast.school.id}/", sent))
    where = f"/places/{cast.school.id}~{key}/"
    assert "门卫" in text_of(browser.get(where))
    assert browser.post(f"{where}edit/", {"name": "西门", "owner_role": "GATE_GUARD"}).status_code == 303
    point = {"process": "VISITOR", "text": "登记来访", "role": "GATE_GUARD"}
    assert browser.post(f"{where}checkpoints/new/", point).status_code == 303
    assert "登记来访" in text_of(browser.get(where))
    assert browser.post(f"{where}retire/").status_code == 303
    assert "已停用" in text_of(browser.get(where))


@pytest.mark.parametrize("tail", ["edit/", "checkpoints/new/", "retire/"])
@pytest.mark.parametrize(("who", "status"), [("keeper", 404), ("doctor", 403), ("neighbor_principal", 404)])
def test_only_who_manages_may_change(cast, now, dorm, signed_in, who, status, tail):
    browser = signed_in(who)
    answer = (
        browser.post(f"/places/{dorm.key}/{tail}") if tail == "retire/" else browser.get(f"/places/{dorm.key}/{tail}")
    )
    assert answer.status_code == status


def test_bed_is_given_and_taken_by_the_page_of_the_room(cast, now, dorm, signed_in):
    room = Place.objects.whole_tree(reason="test").get(number=dorm.rooms[0].number)
    where, person = f"/places/{Key(cast.school.id, room.id)}/", dorm.rooms[0].people[0]
    browser = signed_in("reporter")
    assert browser.post(f"{where}beds/{person}/leave/").status_code == 303
    assert browser.post(f"{where}beds/{person}/leave/").status_code == 404
    living = roster.list_residents(school_id=cast.school.id, room_numbers=[room.number], day=now.date())
    assert person not in {one.id for one in living}
    assert signed_in("keeper").get(f"{where}beds/new/").status_code == 404


def test_labels_hold_a_code_for_each_place_and_no_name_of_a_person(cast, now, dorm, signed_in):
    page = text_of(signed_in("principal").get(f"/places/labels/{cast.school.id}/?in={dorm.key.id}"))
    assert page.count("<svg") >= 5 and page.count('class="qr"') == 5
    assert "安子宁" not in page and "style=" not in page.split("<main")[1].split("</main>")[0]
    assert signed_in("doctor").get(f"/places/labels/{cast.school.id}/").status_code == 403
    assert signed_in("neighbor_principal").get(f"/places/labels/{cast.school.id}/").status_code == 404


def test_export_asks_what_for_and_holds_who_lives_where(cast, now, dorm, signed_in):
    import python_calamine

    browser = signed_in("reporter")
    where = f"/places/export/{cast.school.id}/"
    assert browser.post(where, {"purpose": ""}).status_code == 422
    answer = browser.post(where, {"purpose": "核对住宿"})
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1 + [one[1] for one in rows[1:]].index("1号宿舍楼 1层 101")][:3] == ["宿舍", "1号宿舍楼 1层 101", 2.0]
    assert sum("三(2)班" in one for one in rows) == 6
    assert signed_in("principal").get(where).status_code == 403
    assert signed_in("neighbor_principal").get(where).status_code == 404


CSV = """楼栋,楼层,房间,床位,姓名,班级
1号宿舍楼,1层,104,2,曹轩,三(1)班
1号宿舍楼,1层,104,,陈雨涵,三(1)班
1号宿舍楼,1层,104,,邓睿,三(1)班
2号宿舍楼,,201,4,,
1号宿舍楼,1层,101,,没有这人,
1号宿舍楼,1层,105,,安子宁,
,,106,,,
1号宿舍楼,1层,101,,安子宁,三(2)班
"""


def upload(browser, cast, now, content: str = CSV):
    file = SimpleUploadedFile("宿舍.csv", content.encode("utf-8-sig"))
    return browser.post(f"/places/imports/{cast.school.id}/", {"file": file, "effective_on": str(now.date())})


def test_import_shows_every_row_writes_once_and_is_taken_back(cast, now, dorm, signed_in):
    browser = signed_in("reporter")
    answer = upload(browser, cast, now)
    assert answer.status_code == 303
    page = text_of(browser.get(answer["Location"]))
    for words in (
        "104只有2个床位",
        "名册中没有这名在校学生",
        "名学生同名",
        "填在哪栋楼",
        "2号宿舍楼",
        "曹轩",
        "1行与系统里一样",
    ):
        assert words in page, words
    assert not Place.objects.whole_tree(reason="test").filter(name="104").exists()

    assert browser.post(f"{answer['Location']}commit/").status_code == 303
    room = Place.objects.whole_tree(reason="test").get(name="104")
    living = roster.list_residents(school_id=cast.school.id, room_numbers=[room.number], day=now.date())
    assert {one.name for one in living} == {"曹轩", "陈雨涵"} and room.capacity == 2
    assert browser.post(f"{answer['Location']}commit/").status_code == 409

    assert browser.post(f"{answer['Location']}undo/").status_code == 303
    assert not roster.list_residents(school_id=cast.school.id, room_numbers=[room.number], day=now.date())
    assert queries.find_place(cast.school.id, room.id).valid_to == now.date()
    people = roster.list_people(cast.actor("reporter", now), school_id=cast.school.id, ids=[one.id for one in living])
    assert not any(one.is_boarder for one in people.values())


def test_import_without_its_columns_is_refused_and_another_school_cannot_open_it(cast, now, dorm, signed_in):
    browser = signed_in("reporter")
    bad = upload(browser, cast, now, "姓名,电话\n曹轩,1\n")
    assert bad.status_code == 422 and "表头要有楼栋和房间两列" in text_of(bad)
    where = upload(browser, cast, now)["Location"]
    assert signed_in("neighbor").get(where).status_code == 404
    assert signed_in("principal").get(where).status_code == 403
    assert browser.post(f"{where}discard/").status_code == 303
    assert RoomImport.objects.whole_tree(reason="test").get().state == "DISCARDED"


def test_template_is_read_back_by_its_own_headings(cast, now, dorm, signed_in):
    import itertools

    from sizao.core.changesets.sheets import find_layout
    from sizao.core.files.rules import FileKind
    from sizao.registry.places.rules.sheets import SHEET

    answer = signed_in("reporter").get(f"/places/template/{cast.school.id}/")
    layout = find_layout(io.BytesIO(b"".join(answer.streaming_content)), FileKind.XLSX, SHEET)
    assert layout.is_usable and set(itertools.chain(layout.columns)) == set(SHEET.synonyms)


@pytest.mark.parametrize(("path", "most"), [("/places/", 14), ("/places/{dorm}/", 24)])
def test_pages_cost_a_fixed_number_of_queries(cast, now, dorm, signed_in, django_assert_max_num_queries, path, most):
    browser = signed_in("doctor")
    with django_assert_max_num_queries(most):
        assert browser.get(path.format(dorm=dorm.key)).status_code == 200
