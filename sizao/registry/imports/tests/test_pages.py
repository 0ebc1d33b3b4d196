"""The administrator's way: upload, correct the columns, look, decide, write, take back; and the files that go out."""

import datetime as dt
import io

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.registry.imports.models import Changeset, StagedRow
from sizao.registry.imports.tests.sheets_of import HEADERS, number_of, pupil, write_xlsx
from sizao.registry.roster import services as roster
from tests.tables import stored

TODAY = "2026-11-23"


class Desk:
    """The import pages, driven by one person of school A."""

    def __init__(self, client, cast, folder):
        self.client, self.cast, self.folder = client, cast, folder
        self.classes = [one.name for one in cast.school.classes]

    def upload(self, rows, *, headers=HEADERS):
        path = write_xlsx(self.folder / "名册.xlsx", ("名册", [headers, *rows]))
        file = SimpleUploadedFile("名册.xlsx", path.read_bytes())
        return self.client.post(reverse("imports:home"), {"file": file, "effective_on": TODAY})

    def latest(self):
        row = Changeset.objects.whole_tree(reason="test").latest("uploaded_at", "id")
        return Key(row.school_id, row.id)

    def page(self, **query):
        return self.client.get(reverse("imports:import", args=[self.latest()]), query).content.decode()

    def post(self, name, **values):
        return self.client.post(reverse(f"imports:{name}", args=[self.latest()]), values)

    def rows(self, count, *, of=0):
        return [pupil(index, self.classes[of]) for index in range(count)]


@pytest.fixture
def desk(signed_in, cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Desk(signed_in("school_admin"), cast, tmp_path)


def _newcomers(cast):
    return [one for one in stored("roster_person", school_id=cast.school.id) if one.student_number.startswith("G")]


def test_upload_preview_commit_and_undo(desk, cast):
    rows = desk.rows(5)
    rows[2][3] = rows[2][3][:17] + ("0" if rows[2][3][17] != "0" else "1")

    assert desk.upload(rows).status_code == 303
    page = desk.page()
    assert "写入4人" in page and "身份证号的校验位不对" in page and rows[2][3] in page
    assert not _newcomers(cast)
    assert desk.post("commit").status_code == 303
    assert "新增4" in desk.page() and "整批撤回" in desk.page()
    assert len(_newcomers(cast)) == 4
    assert desk.post("commit").status_code == 409
    assert desk.post("undo").status_code == 303
    assert "已整批撤回" in desk.page()
    assert not _newcomers(cast)


def test_administrator_sees_names_only_in_error_rows_and_the_reporter_everywhere(desk, signed_in):
    rows = desk.rows(3)
    rows[0][10] = "12"
    desk.upload(rows)

    assert rows[1][0] not in desk.page(tab="ADDED") and "钱*子" in desk.page(tab="ADDED")
    assert "12" in desk.page(tab="REFUSED")
    seen = signed_in("reporter").get(reverse("imports:import", args=[desk.latest()]), {"tab": "ADDED"})
    assert rows[1][0] in seen.content.decode()


def test_unknown_columns_are_named_by_a_person(desk):
    headers = ["XM", "性别", "BJ", "民族"]
    desk.upload([["安小宁", "女", desk.classes[0], "汉族"]], headers=headers)
    page = desk.page()
    assert "没有认出这些列" in page and "XM" in page
    assert desk.post("columns", **{"column-0": "name", "column-1": "name"}).status_code == 422

    assert desk.post("columns", **{"column-0": "name", "column-1": "sex", "column-2": "class_group"}).status_code == 303

    page = desk.page()
    assert "写入1人" in page and "民族" in page


def test_undecided_rows_are_decided_on_the_page(desk, cast):
    desk.upload([["安子宁", "", "", "", "", desk.classes[0], "", "", "安女士", "", ""]])
    page = desk.page(tab="UNSURE")
    assert "名册中有同名的人" in page and "没有要写入的内容" in page

    assert desk.post("decide", kind="UNSURE", all="SAME").status_code == 303

    assert "写入1人" in desk.page()
    assert desk.post("decide", kind="REFUSED", all="SAME").status_code == 404


def test_leaving_is_ticked_row_by_row(desk, cast):
    desk.upload(desk.rows(1))
    changeset = desk.latest()
    page = desk.page(tab="LEAVING")
    person = cast.school.classes[0].people[0]
    row = StagedRow.objects.whole_tree(reason="test").get(changeset_id=changeset.id, person_id=person)
    assert "安*宁" in page and str(row.id) in page

    assert desk.post("decide", kind="LEAVING", row=[str(row.id)], **{f"decision-{row.id}": "LEAVE"}).status_code == 303
    assert desk.post("commit").status_code == 303

    assert stored("roster_person", id=person)[0].status == "LEFT"


def test_day_is_corrected_before_writing(desk):
    desk.upload(desk.rows(1))

    assert desk.post("check", effective_on="2026-11-30").status_code == 422
    assert desk.post("check", effective_on="2026-11-20").status_code == 303
    assert "2026-11-20" in desk.page()


def test_roster_that_changed_is_refused_with_the_way_out(desk, cast, now):
    desk.upload(desk.rows(2))
    new = roster.NewPerson("先到", "STUDENT", cast.school.classes[0].id, "CLASS", now.date(),
                             student_number="G" + number_of(0))  # fmt: skip
    roster.enroll_people(actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, people=[new])

    refused = desk.post("commit")

    assert refused.status_code == 409 and "名册在校验后变过" in refused.content.decode()
    assert desk.post("check").status_code == 303


def test_offices_are_told_that_schools_import_their_own(signed_in):
    refused = signed_in("admin").get(reverse("imports:home"))

    assert refused.status_code == 403 and "上级暂不能代学校导入" in refused.content.decode()


def test_empty_and_foreign_files_are_refused_in_words(desk):
    sent = {"effective_on": TODAY, "file": SimpleUploadedFile("空.xlsx", b"")}
    assert "文件是空的" in desk.client.post(reverse("imports:home"), sent).content.decode()
    sent["file"] = SimpleUploadedFile("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    answer = desk.client.post(reverse("imports:home"), sent)
    assert answer.status_code == 422 and "这是PNG图片" in answer.content.decode()


def test_discarded_import_writes_nothing(desk):
    desk.upload(desk.rows(2))

    assert desk.post("discard").status_code == 303

    assert "已放弃" in desk.page()
    assert desk.post("commit").status_code == 409


@pytest.mark.parametrize(("name", "status"), [("teacher", 403), ("principal", 403), ("neighbor_principal", 404)])
def test_others_may_not_open_an_import(desk, signed_in, name, status):
    desk.upload(desk.rows(1))

    assert signed_in(name).get(reverse("imports:import", args=[desk.latest()])).status_code == status


def test_administrator_of_another_school_must_not_know(desk, signed_in, cast, now):
    from sizao.core.actor import Actor
    from sizao.registry.accounts import services as accounts
    from sizao.registry.accounts.services import NewGrant

    grant = NewGrant(
        cast.users["neighbor_principal"], cast.neighbor_school.id, "ADMINISTRATOR", now.date() - dt.timedelta(1)
    )
    accounts.grant_posts(actor=Actor.system("test"), now=now, grants=[grant])
    desk.upload(desk.rows(1))
    client = signed_in("neighbor_principal")

    assert client.get(reverse("imports:home")).status_code == 200
    assert client.get(reverse("imports:home"), {"school": cast.school.id}).status_code == 404
    for name in ("commit", "undo", "discard", "check", "decide"):
        assert client.post(reverse(f"imports:{name}", args=[desk.latest()])).status_code == 404


def _sheets(response):
    book = python_calamine.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_template_is_filled_in_and_read_back(desk, cast, tmp_path):
    sheets = _sheets(desk.client.get(reverse("imports:template", args=[cast.school.id])))

    assert sheets["名册"][0][0] == "姓名*" and "安宁" in [row[2] for row in sheets["填写说明"]]
    filled = [str(cell) for cell in sheets["名册"][0]]
    row = ["安小宁", "女", "", "", "", "", "", desk.classes[0], *[""] * (len(filled) - 8)]
    assert desk.upload([row], headers=filled).status_code == 303
    assert "写入1人" in desk.page()


def test_export_names_its_purpose_and_holds_no_identity_numbers(desk, signed_in, cast, now):
    desk.upload([*desk.rows(1), ["=cmd", "", "", "", "", desk.classes[0], "", "", "", "", ""]])
    desk.post("commit")
    client, where = signed_in("reporter"), reverse("roster:export", args=[cast.school.id])
    assert client.post(where).status_code == 422

    sheets = _sheets(client.post(where, {"purpose": "VACCINATION"}))

    text = str(sheets["名册"])
    assert number_of(0) not in text and "*******0000" in text and "赵子子" in text
    assert len(sheets["名册"]) == 1 + 105
    assert ["用途", "接种查验"] in sheets["导出说明"]
    entry = AuditEntry.objects.whole_tree(reason="test").get(action="roster.list.exported")
    assert (entry.purpose, entry.school_id) == ("VACCINATION", cast.school.id)
    assert signed_in("teacher").get(where).status_code in (403, 404)
    assert signed_in("school_admin").get(where).status_code == 403
