"""Registers as workbooks: opened by another program and compared with the page, cell by cell."""

import datetime as dt
import html
import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from python_calamine import load_workbook

from sizao.core.audit.models import AuditEntry
from sizao.detect.checks.queries import Symptom
from sizao.detect.registers import queries
from sizao.detect.registers.tests import registering
from sizao.detect.registers.tests.registering import add_guardian, assess, pupil, report, tables_of

pytestmark = pytest.mark.django_db
WHY = {"purpose": "卫生监督检查"}
NAMES = {"DAY": "晨午检登记表", "MONTH": "晨午检月度记录", "SUMMARY": "晨午检汇总表", "ABSENCES": "因病缺勤追踪登记表"}


@pytest.fixture
def morning(cast, now):
    registering.build_morning(cast, now)
    add_guardian(cast, 0, "8899")
    assess(cast, now, 0, "CONFIRMED", disposition="HELD")


@pytest.fixture
def urls(cast, now):
    where = "/checks/registers"
    return {
        "DAY": f"{where}/{cast.school.groups[0].id}/{now.date()}/",
        "MONTH": f"{where}/{cast.school.groups[0].id}/months/2026-11/",
        "SUMMARY": f"{where}/{cast.school.id}/{now.date()}/morning/",
        "ABSENCES": f"{where}/{cast.school.id}/absences/?first=2026-11-20&until=2026-11-23",
    }


def export(signed_in, who: str, url: str, **values):
    return signed_in(who).post(url, {**WHY, **values})


def book_of(answer):
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def rows_of(book, name: str) -> list[list]:
    return book.get_sheet_by_name(name).to_python()


def shown(value) -> str:
    """Write a cell of the workbook as the page writes it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def page_titles(page: str) -> list[str]:
    head = re.search(r'register-table.*?<tr role="row">(.*?)</tr>', page, re.DOTALL)[1]
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<th.*?</th>", head, re.DOTALL)]


@pytest.mark.parametrize("form", ["MONTH", "SUMMARY", "ABSENCES"])
def test_workbook_says_what_the_page_says(morning, signed_in, urls, form):
    page = signed_in("doctor").get(urls[form]).content.decode()
    (table,) = tables_of(page)
    header, *rows = rows_of(book_of(export(signed_in, "doctor", urls[form])), NAMES[form])

    assert table and [[shown(value) for value in row] for row in rows] == table
    plain = [title for title in header if not title.startswith(("本日", "近3日")) or title == "近3日未报"]
    assert plain == [title for title in page_titles(page) if title not in ("本日", "近3日")]


def test_register_of_a_day_says_what_the_page_says(morning, signed_in, urls):
    (table,) = tables_of(signed_in("teacher").get(urls["DAY"]).content.decode())
    header, *rows = rows_of(book_of(export(signed_in, "teacher", urls["DAY"])), NAMES["DAY"])

    assert [[shown(value) for value in row[9:]] for row in rows] == table
    assert header[:9] == ["日期", "班级", "时段", "状态", "应到", "实到", "上报人", "上报时间", "版本"]
    assert rows[0][:9] == [dt.date(2026, 11, 23), "三(1)班", "晨检", "有异常", 36, 35, "王敏", "2026-11-23 08:00", 2]
    assert header[16:27] == [one.label for one in Symptom]


def test_whole_school_goes_out_with_zero_missing_and_waived_in_words(cast, now, morning, signed_in):
    url = f"/checks/registers/{cast.school.id}/{now.date()}/"
    rows = rows_of(book_of(export(signed_in, "doctor", url)), NAMES["DAY"])[1:]
    mornings = [row for row in rows if row[2] == "晨检"]

    assert [(row[1], row[3], row[5]) for row in mornings[3:]] == [
        ("三(2)班", "本班无异常，零报告", 38.0), ("四(1)班", "待报", "—"), ("食堂", "免报：食堂停业", "—"),
    ]  # fmt: skip
    assert all(set(row[9:]) <= {""} for row in mornings[3:])


def test_dates_are_dates_and_numbers_are_numbers(morning, signed_in, urls):
    header, row, *_rest = rows_of(book_of(export(signed_in, "doctor", urls["ABSENCES"])), NAMES["ABSENCES"])
    kinds = {title: type(value) for title, value in zip(header, row, strict=True)}

    assert kinds["登记日期"] is dt.date and kinds["编号"] is float and kinds["年龄"] is float


def test_file_is_set_for_paper_and_says_who_when_and_why(morning, signed_in, urls):
    answer = export(signed_in, "doctor", urls["SUMMARY"])
    content = b"".join(answer.streaming_content)
    notes = dict(row[:2] for row in rows_of(load_workbook(io.BytesIO(content)), "说明"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()

    assert answer["Content-Type"].endswith("spreadsheetml.sheet") and answer["X-Content-Type-Options"] == "nosniff"
    assert "育英小学_晨午检汇总表_晨检" in unquote(answer["Content-Disposition"])
    assert notes["导出人"] == "陈医生" and notes["用途"] == "卫生监督检查" and notes["单位"] == "育英小学"
    assert notes["导出时间"].startswith("2026-11-23") and notes["行数"] == "5"
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and 'state="frozen"' in sheet


@pytest.mark.parametrize("form", list(NAMES))
def test_each_file_leaves_one_entry_with_purpose_and_rows(cast, morning, signed_in, urls, form):
    count = len(rows_of(book_of(export(signed_in, "doctor", urls[form])), NAMES[form])) - 1

    (entry,) = AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.exported")
    assert entry.purpose == f"卫生监督检查 ({count})" and entry.user_id == cast.users["doctor"]
    assert entry.object_id.startswith(f"{form.lower()}/") and entry.school_id == cast.school.id


@pytest.mark.parametrize(("purpose", "words"), [("", "写明用途"), ("   ", "写明用途"), ("查" * 101, "用途最多100字")])
@pytest.mark.parametrize("form", list(NAMES))
def test_without_a_purpose_nothing_leaves_and_the_page_says_so(morning, signed_in, urls, form, purpose, words):
    answer = export(signed_in, "doctor", urls[form], purpose=purpose)

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.exported").exists()


def test_text_that_a_program_would_run_is_defused(cast, now, morning, signed_in, urls):
    formula = pupil(cast, 0, symptoms=("FEVER",), diagnosis='=HYPERLINK("http://a.test")')
    report(cast, now, 0, formula, who="teacher", base_version=2, reason="更正")
    answer = export(signed_in, "teacher", urls["DAY"])
    content = b"".join(answer.streaming_content)

    (row,) = rows_of(load_workbook(io.BytesIO(content)), NAMES["DAY"])[1:]
    assert '\'=HYPERLINK("http://a.test")' in row
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("who", "day", "month", "session", "absences"),
    [("teacher", 200, 200, 404, 404), ("teacher2", 404, 404, 404, 404), ("doctor", 200, 200, 200, 200),
     ("reporter", 200, 200, 200, 200), ("principal", 403, 200, 200, 403), ("county", 403, 200, 200, 403),
     ("inspector", 200, 200, 200, 200), ("guard", 403, 403, 403, 403), ("guardian", 403, 403, 403, 403),
     ("dorm", 403, 403, 403, 403), ("neighbor", 404, 404, 404, 404), ("other_county", 404, 404, 404, 404)],
)  # fmt: skip
def test_who_may_look_may_take_it_out_and_nobody_else(morning, signed_in, urls, who, day, month, session, absences):
    answers = [export(signed_in, who, urls[form]).status_code for form in NAMES]
    assert answers == [day, month, session, absences]


def test_inspector_takes_out_numbers_instead_of_names(morning, signed_in, urls):
    rows = rows_of(book_of(export(signed_in, "inspector", urls["DAY"])), NAMES["DAY"])[1:]
    told = {str(value) for row in rows for value in row}

    assert {"1号", "2号", "3号"} <= told and not told & {"安子宁", "曹轩", "陈雨涵", "尾号8899"}


def test_sheet_of_the_page_is_the_sheet_of_the_file(cast, now, morning):
    register = queries.get_register(cast.actor("doctor", now), unit_id=cast.school.id, day=now.date(), now=now)
    sheet = queries.day_sheet(register)

    assert {len(row) for row in sheet.rows} == {len(sheet.headings)}
