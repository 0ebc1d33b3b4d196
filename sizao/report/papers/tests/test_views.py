"""The return on paper and the board as a workbook: what they say, to whom, opened again by another program."""

import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.report.daily import services
from sizao.report.papers import queries
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY = 430_102
WHY = {"purpose": "写通报"}


@pytest.fixture
def morning(cast, now):
    """Three of four groups report, one pupil is ill; the neighbors' school says nothing."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    services.prepare_returns(actor=JOB, now=now, day=now.date())
    first, second, _third, canteen = cast.school.groups
    report(cast, now, first)
    report(cast, now, second, Entry(second.people[0], symptoms=("FEVER",)))
    report(cast, now, canteen)
    checks.fold(actor=JOB, now=now)


def report(cast, now, group, *entries, **changes):
    check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING", entries=entries, **changes)
    return checks.submit_one(actor=cast.actor("reporter", now), now=now, check=check)


def sign(cast, now, who="principal", unit_id=None):
    return services.sign_return(
        actor=cast.actor(who, now), now=now, unit_id=unit_id or cast.school.id, day=now.date(),
        reasons={cast.school.groups[2].id: "外出研学"},
    )  # fmt: skip


def page_of(signed_in, who: str, url: str) -> str:
    answer = signed_in(who).get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def tables_of(page: str) -> list[list[list[str]]]:
    found = re.findall(r'<table class="data-table (?:paper|register)-table".*?</table>', page, re.DOTALL)
    return [[cells_of(row) for row in re.findall(r"<tr.*?</tr>", one, re.DOTALL)] for one in found]


def cells_of(row: str) -> list[str]:
    cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def paper(cast, now, unit_id: int | None = None) -> str:
    return f"/daily/{unit_id or cast.school.id}/{now.date()}/paper/"


def test_signed_return_on_paper_is_the_snapshot_with_who_signed(cast, now, morning, signed_in):
    sign(cast, now)
    report(cast, now.replace(hour=9), cast.school.groups[2])
    page = page_of(signed_in, "principal", paper(cast, now))
    figures, missing, levels = tables_of(page)

    assert figures[0][:5] == ["时段", "应报", "免报", "已报", "未报"]
    assert [row[:5] + row[-1:] for row in figures[1:]] == [
        ["晨检", "4", "0", "3", "1", "1"],
        ["全日", "4", "0", "3", "1", "1"],
    ]
    assert missing[1] == ["四(1)班", "晨检", "外出研学"]
    assert levels[1] == ["学校", "育英小学", "赵校长 校领导", "2026-11-23 08:00", "第1版"]
    assert [row[2] for row in levels[2:]] == ["未签报"] * 3 and levels[2][1].endswith("区")
    assert "已报的班次异常1人；未报1个班次，未报不是零" in page and "3/4" in page and "草稿" not in page


def test_unsigned_return_on_paper_says_it_is_a_draft(cast, now, morning, signed_in):
    page = page_of(signed_in, "principal", paper(cast, now))

    assert "草稿：未签报" in page and "没有说明原因" in page


def test_amended_return_shows_old_and_new_numbers(cast, now, morning, signed_in):
    sign(cast, now)
    ill = Entry(cast.school.groups[0].people[0], symptoms=("RASH",))
    report(cast, now, cast.school.groups[0], ill, base_version=1, reason="漏报")
    services.amend_return(
        actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, day=now.date(), reason="漏计一人"
    )
    page = page_of(signed_in, "principal", paper(cast, now))
    changes = tables_of(page)[2]

    assert changes == [["项目", "原数", "更正后"], ["零报告", "2", "1"], ["异常学生", "1", "2"]]
    assert "更正（第2版）" in page and "原因：漏计一人" in page and "赵校长，2026-11-23 08:00" in page


def test_zero_is_said_only_when_everyone_reported(cast, now, signed_in):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    services.prepare_returns(actor=JOB, now=now, day=now.date())
    assert "无异常，零报告" not in page_of(signed_in, "principal", paper(cast, now))
    for group in cast.school.groups[:3]:
        report(cast, now, group)
    assert "已报的班次无异常；未报1个班次" in page_of(signed_in, "principal", paper(cast, now))
    report(cast, now, cast.school.groups[3])

    assert "无异常，零报告" in page_of(signed_in, "principal", paper(cast, now))


def test_nothing_reported_is_no_number_on_paper(cast, now, signed_in):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    services.prepare_returns(actor=JOB, now=now, day=now.date())
    figures = tables_of(page_of(signed_in, "principal", paper(cast, now)))[0]

    assert figures[1] == ["晨检", "4", "0", "0", "4", *["—"] * 8]


def test_office_return_on_paper_names_the_units_that_did_not_sign(cast, now, morning, signed_in):
    sign(cast, now)
    services.sign_return(actor=cast.actor("county", now), now=now, unit_id=COUNTY, day=now.date(), reasons={})
    page = page_of(signed_in, "county", paper(cast, now, COUNTY))
    _figures, missing, levels = tables_of(page)

    assert missing[1] == ["东风小学", "日报告", "没有说明原因"] and "1/2" in page
    assert levels[1][2] == "周科长 县区教育局" and len(levels) == 4


@pytest.mark.parametrize(
    ("who", "status"),
    [("principal", 200), ("doctor", 200), ("reporter", 200), ("county", 200), ("city", 200), ("province", 200),
     ("inspector", 200), ("teacher", 404), ("guard", 403), ("guardian", 403), ("neighbor", 404),
     ("neighbor_principal", 404), ("other_county", 404)],
)  # fmt: skip
def test_paper_is_for_those_who_see_the_return(cast, now, morning, signed_in, who, status):
    assert signed_in(who).get(paper(cast, now)).status_code == status


def board(now, unit_id: int = COUNTY) -> str:
    return f"/daily/{unit_id}/{now.date()}/export/"


def book_of(answer) -> object:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def shown(value) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


@pytest.mark.parametrize(("who", "unit_id"), [("county", COUNTY), ("city", 430_100), ("province", 430_000)])
def test_workbook_of_the_board_says_what_the_page_says(cast, now, morning, signed_in, who, unit_id):
    sign(cast, now)
    (table,) = tables_of(page_of(signed_in, who, board(now, unit_id)))
    rows = book_of(signed_in(who).post(board(now, unit_id), WHY)).get_sheet_by_name("上报情况").to_python()

    assert [[shown(value) for value in row] for row in rows] == table and len(table) >= 3


def test_unit_without_any_report_has_dashes_and_a_reason(cast, now, morning, signed_in):
    sign(cast, now)
    services.record_call(
        actor=cast.actor("county", now), now=now, unit_id=COUNTY, day=now.date(),
        called_id=cast.neighbor_school.id, answer="PROBLEM", note="停电",
    )  # fmt: skip
    rows = {row[0]: row for row in tables_of(page_of(signed_in, "county", board(now)))[0]}

    silent, partly = rows["东风小学"], rows["育英小学"]
    assert silent[1:5] == ["1", "0", "0", "1"] and set(silent[5:16]) == {"—"}
    assert silent[-1] == "未签报，未报1个班次，电话：有困难 停电"
    assert partly[1:9] == ["4", "0", "3", "1", "2", "3", "0", "77"]
    assert partly[13:16] == ["赵校长", "2026-11-23 08:00", "1"]
    assert partly[-1] == "未报1个班次，四(1)班（外出研学）"
    assert rows["合计"][1:5] == ["5", "0", "3", "2"] and rows["合计"][-1] == "0/2个单位报齐"


def test_export_of_the_board_stays_on_record(cast, now, morning, signed_in):
    book = book_of(signed_in("county").post(board(now), WHY))
    notes = dict(row[:2] for row in book.get_sheet_by_name("说明").to_python())
    (entry,) = AuditEntry.objects.whole_tree(reason="test").filter(action="papers.board.exported")

    assert (entry.purpose, entry.object_id, entry.user_id) == (
        "写通报 (3)",
        f"{COUNTY}/2026-11-23",
        cast.users["county"],
    )
    assert (notes["导出人"], notes["用途"], notes["行数"]) == ("周科长", "写通报", "3")


@pytest.mark.parametrize(("purpose", "words"), [("", "写明用途"), (" ", "写明用途"), ("写" * 101, "用途最多100字")])
def test_board_does_not_leave_without_a_purpose(cast, now, morning, signed_in, purpose, words):
    answer = signed_in("county").post(board(now), {"purpose": purpose})

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="papers.board.exported").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("county", 200), ("city", 200), ("province", 200), ("inspector", 200), ("principal", 404), ("teacher", 404),
     ("other_county", 404), ("other_city", 404), ("auditor", 403), ("admin", 403)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_board_is_for_the_offices_above(cast, now, morning, signed_in, who, status, method):
    assert getattr(signed_in(who), method)(board(now), WHY).status_code == status


def test_a_school_has_no_board_of_units(cast, now, morning, signed_in):
    assert signed_in("principal").get(board(now, cast.school.id)).status_code == 404


def test_board_and_paper_cost_the_same_however_many_units(cast, now, morning, django_assert_max_num_queries):
    actor, unit = cast.actor("county", now), unit_by_id(COUNTY)
    with CaptureQueriesContext(connection) as before:
        queries.board_sheet(actor, unit=unit, day=now.date())
    sign(cast, now)
    report(cast, now + dt.timedelta(minutes=1), cast.school.groups[2])
    checks.fold(actor=JOB, now=now)
    with CaptureQueriesContext(connection) as after:
        queries.board_sheet(actor, unit=unit, day=now.date())

    assert len(after) <= len(before) + 1 <= 9


def test_paper_costs_a_fixed_number_of_queries(cast, now, morning, signed_in, django_assert_max_num_queries):
    sign(cast, now)
    browser = signed_in("principal")
    with django_assert_max_num_queries(28):
        browser.get(paper(cast, now))


def pdf(signed_in, who: str, url: str, **values):
    return signed_in(who).post(url, {**WHY, **values})


def text_of_paper(answer) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return text_of(b"".join(answer.streaming_content))


def test_signed_return_as_pdf_says_what_the_page_says(cast, now, morning, signed_in):
    sign(cast, now)
    text = text_of_paper(pdf(signed_in, "principal", paper(cast, now)))
    tables = tables_of(page_of(signed_in, "principal", paper(cast, now)))

    assert all("".join(re.sub(r"\s", "", cell) for cell in row) in text for table in tables for row in table)
    assert "学校传染病防控日报告" in text and "赵校长校领导" in text and "草稿" not in text
    assert "育英小学赵校长2026-11-2308:00导出，用途：写通报" in text
    (entry,) = AuditEntry.objects.whole_tree(reason="test").filter(action="papers.return.exported")
    assert (entry.object_id, entry.purpose) == (f"{cast.school.id}/{now.date()}/pdf", "写通报")


def test_unsigned_return_as_pdf_is_a_draft(cast, now, morning, signed_in):
    assert "草稿：未签报，数字截至2026-11-2308:00" in text_of_paper(pdf(signed_in, "principal", paper(cast, now)))


@pytest.mark.parametrize("purpose", ["", "查" * 101])
def test_return_leaves_only_with_a_purpose(cast, now, morning, signed_in, purpose):
    answer = pdf(signed_in, "principal", paper(cast, now), purpose=purpose)

    assert answer.status_code == 422 and "autofocus" in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="papers.return.exported").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 200), ("county", 200), ("inspector", 200), ("teacher", 404), ("guardian", 403), ("neighbor", 404),
     ("other_county", 404)],
)  # fmt: skip
def test_return_as_pdf_is_for_whoever_may_look_at_it(cast, now, morning, signed_in, who, status):
    answers = [signed_in(who).get(paper(cast, now)), pdf(signed_in, who, paper(cast, now))]
    assert [answer.status_code for answer in answers] == [status, status]


def test_boards_say_who_was_in_time(cast, now, morning, signed_in):
    report(cast, now.replace(hour=11), cast.school.groups[2])
    checks.fold(actor=JOB, now=now)
    rows = queries.board_sheet(cast.actor("county", now), unit=unit_by_id(COUNTY), day=now.date())
    titles = [one.title for one in rows.columns]
    school = next(row for row in rows.rows if row[0] == "育英小学")
    page = page_of(signed_in, "county", "/today/")

    assert (school[titles.index("按时")], school[titles.index("逾期补报")], school[titles.index("已报")]) == (3, 1, 4)
    assert "按时3，逾期补报1" in page
