"""Boards, the register of a month and its files, the schools of an office in numbers."""

import io

import pytest
from python_calamine import load_workbook

from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.files.rules import FileKind
from sizao.prepare.hygiene import services
from sizao.prepare.hygiene.queries import sheets
from sizao.prepare.hygiene.rules import Counts, Result
from sizao.prepare.hygiene.services import Said

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(cast, now, built):
    """Let the keeper tap for the building, and the guard note an exception."""
    school = built.school_id
    services.record_below(actor=cast.actor("dorm", now), now=now, key=Key(school, built["宿舍楼"]))
    said = Said(Result.EXCEPTION, ("SURFACE",), "消毒液用完")
    services.record(actor=cast.actor("guard", now), now=now, key=Key(school, built["南门"]), said=said)
    return built


def test_board_says_what_is_missing_by_whom_and_what_was_not_as_planned(signed_in, lived):
    shown = signed_in("health").get(f"/hygiene/board/{lived.school_id}/2026-11-23/").content.decode()

    assert "4/10" in shown and "消毒液用完" in shown and "王敏" in shown and "没有写明负责人" in shown
    assert "教学楼 三(1)班教室" in shown and "宿舍楼 2层 201" not in shown


@pytest.mark.parametrize(("who", "status"), [
    ("doctor", 200), ("principal", 200), ("county", 200), ("inspector", 200), ("dorm", 403), ("teacher", 404),
    ("neighbor_principal", 404), ("other_county", 404),
])  # fmt: skip
def test_who_sees_the_boards_of_a_school(signed_in, lived, who, status):
    for path in (f"board/{lived.school_id}/2026-11-23", f"week/{lived.school_id}/2026-11-23",
                 f"register/{lived.school_id}/2026/11"):  # fmt: skip
        assert signed_in(who).get(f"/hygiene/{path}/").status_code == status


def test_register_counts_only_days_that_have_begun_and_were_due(cast, now, lived):
    days = sheets.month_days(2026, 11, now.date())
    found = sheets.get_register(cast.actor("health", now), school_id=lived.school_id, days=days)

    assert found.days == (now.date(),) and found.counts == Counts(10, 3, 1)
    assert [(one.name, one.text, one.who) for one in found.deviations] == [
        ("南门", "没做到：门把手、桌面、扶手和地面，作用后擦净 消毒液用完", "钱师傅"),
    ]  # fmt: skip


def test_register_goes_out_with_its_purpose_missing_lines_included(signed_in, lived):
    where = f"/hygiene/register/{lived.school_id}/2026/11/"
    assert signed_in("health").post(where, {"purpose": "", "file": "XLSX"}).status_code == 422

    answer = signed_in("health").post(where, {"purpose": "迎检", "file": "XLSX"})

    rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert len(rows) == 11 and sum(row[2] == "未登记" for row in rows) == 6
    assert ["宿舍楼 2层 201", "已做", "", "孙阿姨"] in [row[1:5] for row in rows]
    written = AuditEntry.objects.whole_tree(reason="test").filter(action="hygiene.register.exported")
    assert [one.purpose for one in written] == ["迎检 (10)"]


def test_register_on_paper_holds_places_marks_and_exceptions(cast, now, lived):
    made = services.export_register(
        actor=cast.actor("health", now), now=now, school_id=lived.school_id, month=now.date().replace(day=1),
        purpose="迎检", kind=FileKind.PDF,
    )  # fmt: skip

    assert made.content.startswith(b"%PDF") and made.row_count == 10


def test_office_sees_its_schools_as_n_of_n_and_no_names(signed_in, lived):
    shown = signed_in("county").get("/hygiene/office/430102/2026-11-23/").content.decode()

    assert "育英小学" in shown and "4/10" in shown and "东风小学" in shown and "孙阿姨" not in shown
    assert "1所学校这一天没有要登记的" in shown
    assert signed_in("county").get("/hygiene/").url == "/hygiene/office/430102/2026-11-23/"
    assert signed_in("county").get("/hygiene/office/430103/2026-11-23/").status_code == 404
    assert signed_in("doctor").get("/hygiene/office/430102/2026-11-23/").status_code == 404


def test_future_and_impossible_months_are_not_there(signed_in, lived):
    for path in ("board/{0}/2026-11-24", "week/{0}/2026-11-30", "register/{0}/2026/13", "register/{0}/2026/12",
                 "register/{0}/1999/1"):  # fmt: skip
        assert signed_in("health").get(f"/hygiene/{path.format(lived.school_id)}/").status_code == 404
    assert signed_in("health").get(f"/hygiene/register/{lived.school_id}/2026/9/").status_code == 200
