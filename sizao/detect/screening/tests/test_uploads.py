"""Checks by file: judged whole, every fault at its row, written on a word, sent again without harm."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.work import running
from sizao.core.work.models import Work
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import Extent, Reader
from sizao.detect.screening.models import Upload
from sizao.detect.screening.services import uploads as services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slots")]
JOB, DAYS = Actor.system("test"), Extent(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
URL = "/screening/uploads/"
HEAD = ("班级", "日期", "时段", "学生", "到校情况", "缺勤原因", "症状", "体温", "发病日期", "备注")
ZERO = ("三(2)班", "2026-11-23", "晨检", 0)
ILL = ("三(1)班", "2026-11-23", "晨检", "安子宁", "缺勤", "病假", "发热、咳嗽", 38.5, "2026-11-22")


def book(*rows, head=HEAD) -> SimpleUploadedFile:
    """Write a workbook; a cell that begins with = becomes a formula."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as file:
        sheet = file.add_worksheet("晨检")
        for at, row in enumerate((head, *rows)):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("晨检.xlsx", content.getvalue())


def kept() -> list[checks.Current]:
    """List the reports that were written."""
    return checks.list_versions(JOB, DAYS)


def upload(client, file, query: str = "") -> Upload:
    answer = client.post(URL + query, {"file": file})
    assert answer.status_code == 303, answer.content.decode()
    return Upload.objects.whole_tree(reason="test").order_by("-uploaded_at", "-id").first()


def faults(row: Upload) -> list[tuple]:
    assert row.state == "REFUSED"
    assert kept() == []
    return [(number, column, reason.format(**params)) for number, column, reason, params in row.problems]


def post(client, row: Upload, act: str):
    return client.post(reverse(f"screening:{act}", args=[Key(row.school_id, row.id)]))


def test_file_is_shown_then_written_on_a_word(signed_in, cast):
    client = signed_in("school_admin")
    row = upload(client, book(ZERO, ILL))

    assert (row.state, row.counts["reports"], row.counts["zero"], row.counts["ill"]) == ("CHECKED", 2, 1, 1)
    assert kept() == []
    page = client.get(reverse("screening:upload", args=[Key(row.school_id, row.id)])).content.decode()
    assert "写入2份班级报告" in page

    assert post(client, row, "commit_upload").status_code == 303
    row.refresh_from_db()
    assert row.state == "COMMITTED" and row.file_id is None
    assert sorted((one.ill, one.absent, one.source, one.submitted_role) for one in kept()) == [
        (0, 0, "IMPORT", "ADMINISTRATOR"), (1, 1, "IMPORT", "ADMINISTRATOR"),
    ]  # fmt: skip
    (record,) = checks.list_entry_records(JOB, DAYS, Reader("checks.view_entries"))
    entry = record.entry
    assert (entry.person_id, entry.symptoms) == (cast.school.classes[0].people[0], ("FEVER", "COUGH"))
    assert (str(entry.temperature_celsius), entry.absence_reason) == ("38.5", "ILLNESS")


def test_same_file_again_writes_nothing_twice_whatever_the_order_of_its_rows(signed_in):
    client = signed_in("school_admin")
    other = ("三(1)班", "2026-11-23", "晨检", "曹轩", "", "", "咳嗽")
    post(client, upload(client, book(ZERO, ILL, other)), "commit_upload")

    row = upload(client, book(other, ILL, ZERO))
    post(client, row, "commit_upload")

    row.refresh_from_db()
    assert (row.state, row.counts["repeats"]) == ("COMMITTED", 2)
    assert len(kept()) == 2


def test_every_fault_stands_at_its_row_and_column(signed_in):
    row = upload(
        signed_in("school_admin"),
        book(
            ("七(1)班", "2026-11-23", "晨检", 0),
            ("三(1)班", "2026-11-23", "晨检", "安子宁", "", "", "发热", 367),
            ("三(1)班", "2026-11-23", "晨检", "曹轩", "", "", "咳嗽", "", "2026-11-24"),
            ("三(1)班", "2026-11-23", "晨检", "安子宁", "", "", "咳嗽"),
            ("三(1)班", "2026-11-23", "晨检", "不在这里", "", "", "咳嗽"),
            ("三(2)班", "2026-11-23", "夜检", 0),
            ("三(2)班", "昨天", "晨检", 0),
            ("四(1)班", "2026-11-23", "晨检", 0, "", "", "发热"),
            ("四(1)班", "2026-11-23", "晨检", "安子宁", "", "", "头晕"),
            ("四(1)班", "2026-11-23", "晨检", "曹轩", "", "", "咳嗽", "=30+6"),
            ("四(1)班", "2026-11-23", "晨检", "", "", "", "咳嗽"),
        ),
    )
    found = faults(row)

    assert (2, "class_group", "找不到，或不在您的辖区内") in found
    assert (3, "temperature_celsius", "体温填30到45之间的数，如38.2") in found
    assert (4, "onset_date", "发病日期不能晚于2026-11-23") in found
    assert (5, "person", "和第3行是同一名学生") in found
    assert (6, "person", "这个班当天没有这名学生") in found
    assert {one[:2] for one in found} >= {(7, "session"), (8, "day"), (10, "symptoms"), (12, "person")}
    assert (9, "symptoms", "写0的行不填学生情况") in found
    assert (11, "temperature_celsius", "单元格是公式，粘贴成数值再上传") in found
    assert {one[0] for one in found} == set(range(2, 13))


def test_what_only_the_database_knows_stands_at_its_row_too(signed_in):
    client = signed_in("school_admin")
    row = upload(
        client,
        book(
            ("三(1)班", "2026-11-23", "午检", 0),
            ("三(2)班", "2026-11-01", "晨检", 0),
            ("四(1)班", "2026-11-23", "晨检", 0),
        ),
    )
    assert faults(row) == [
        (2, "session", "2026-11-23这个时段不用上报"), (3, "day", "2026-11-01已不能补报，超过14天"),
    ]  # fmt: skip
    page = client.get(reverse("screening:upload", args=[Key(row.school_id, row.id)])).content.decode()
    assert "第2行" in page and "午检" in page and "有误2行" in page


def test_class_that_has_reported_meanwhile_stops_all(signed_in):
    client = signed_in("school_admin")
    row = upload(client, book(ZERO, ILL))
    post(client, upload(client, book(ZERO)), "commit_upload")

    post(client, row, "commit_upload")

    row.refresh_from_db()
    assert row.state == "COMMITTED" and row.counts["repeats"] == 1
    late = upload(client, book(("三(2)班", "2026-11-23", "晨检", "安子宁", "", "", "咳嗽"), ("四(1)班", *ZERO[1:])))
    assert late.state == "REFUSED" and late.problems[0][:3] == [2, "class_group", "已有人上报，先看看再改"]
    assert len(kept()) == 2


def test_office_sends_for_several_schools_and_a_foreign_one_reads_like_an_unknown(signed_in, cast):
    client, head = signed_in("admin"), ("学校", *HEAD)
    good = upload(client, book(("育英小学", *ZERO), ("东风小学", "三(1)班", *ZERO[1:]), head=head))
    assert (good.state, good.counts["schools"]) == ("CHECKED", 2)

    found = faults(upload(client, book(("没有这所", *ZERO), ("", *ZERO), head=head)))
    assert found[0] == (2, "school", "找不到，或不在您的辖区内")
    assert found[1] == (3, "school", "写学校编码或学校名称")
    own = faults(
        upload(signed_in("school_admin"), book(("江北小学", "一(1)班", *ZERO[1:]), ("没有", *ZERO), head=head))
    )
    assert own == [(row, "school", "找不到，或不在您的辖区内") for row in (2, 3)]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"%PDF-1.7"), "这是PDF"),
        (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
        (book(ZERO, head=("班级", "日期")), "没有“时段”这一列"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(signed_in, file, said):
    answer = signed_in("school_admin").post(URL, {"file": file})

    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Upload.objects.whole_tree(reason="test").exists()


def test_table_of_text_and_an_empty_table(signed_in):
    client = signed_in("school_admin")
    text = ",".join(HEAD) + "\n" + ",".join(map(str, ZERO)) + "\n=1+1,2026-11-23,晨检,0\n"
    row = upload(client, SimpleUploadedFile("a.csv", text.encode()))
    assert (3, "class_group", "单元格是公式，粘贴成数值再上传") in faults(row)
    assert faults(upload(client, book()))[0][2] == "表头下面没有一行内容"


@pytest.mark.parametrize(
    ("who", "status"),
    [("school_admin", 200), ("doctor", 200), ("reporter", 200), ("admin", 200), ("teacher", 403), ("county", 403),
     ("guardian", 403)],
)  # fmt: skip
def test_who_may_send_files(signed_in, cast, who, status):
    assert signed_in(who).get(URL).status_code == status


def test_upload_is_its_senders_alone(signed_in, cast):
    row = upload(signed_in("school_admin"), book(ZERO))
    where = reverse("screening:upload", args=[Key(row.school_id, row.id)])

    assert signed_in("doctor").get(where).status_code == 404
    assert signed_in("neighbor").get(where).status_code == 404
    assert signed_in("teacher").get(where).status_code == 403
    assert post(signed_in("doctor"), row, "commit_upload").status_code == 404
    assert signed_in("doctor").get(f"{URL}?unit={cast.neighbor_school.id}").status_code == 404


def test_template_is_read_back(signed_in, cast):
    answer = signed_in("school_admin").get(reverse("screening:upload_template", args=[cast.school.id]))
    content = b"".join(answer.streaming_content)

    row = upload(signed_in("school_admin"), SimpleUploadedFile("a.xlsx", content))
    assert faults(row)[0][2] == "表头下面没有一行内容"
    assert signed_in("doctor").get(
        reverse("screening:upload_template", args=[cast.neighbor_school.id])
    ).status_code == 404  # fmt: skip


def test_discarded_file_is_forgotten(signed_in):
    client = signed_in("school_admin")
    row = upload(client, book(("七(1)班", *ZERO[1:])))
    post(client, row, "discard_upload")

    row.refresh_from_db()
    assert (row.state, row.problems, row.file_id) == ("DISCARDED", [], None)


def test_long_file_is_judged_and_written_by_the_worker(signed_in, monkeypatch):
    monkeypatch.setattr(services, "SHORT_ROWS", 1)
    client = signed_in("school_admin")
    row = upload(client, book(ZERO, ILL))
    for state, act in (("CHECKED", "commit_upload"), ("COMMITTED", "")):
        work = Work.objects.get(state="QUEUED")
        running.run(work.school_id, work.id)
        row.refresh_from_db()
        assert row.state == state
        if act:
            assert "/jobs/" in post(client, row, act).headers["Location"]
    assert len(kept()) == 2


def test_file_costs_as_many_queries_whatever_its_length(signed_in, django_assert_max_num_queries):
    client = signed_in("school_admin")
    client.get(URL)
    with django_assert_max_num_queries(45) as few:
        upload(client, book(ZERO))
    with django_assert_max_num_queries(45) as more:
        upload(
            client, book(ZERO, ILL, ("四(1)班", *ZERO[1:]), ("三(1)班", "2026-11-23", "晨检", "曹轩", "", "", "咳嗽"))
        )
    assert len(more) <= len(few) + 1
