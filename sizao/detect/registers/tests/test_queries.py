"""The registers of a day, a session and a month: what they say, to whom, at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sizao.core.audit.models import AuditEntry
from sizao.detect.checks import services
from sizao.detect.checks.queries import Entry
from sizao.detect.registers import queries
from sizao.detect.registers.queries.sheets import sitting_words
from sizao.detect.registers.tests import registering
from sizao.detect.registers.tests.registering import add_guardian, assess, pupil, report, tables_of

pytestmark = pytest.mark.django_db
NAMES = ("安子宁", "曹轩", "陈雨涵")


@pytest.fixture
def morning(cast, now):
    registering.build_morning(cast, now)


def day_url(cast, now, group: int | None = None) -> str:
    unit = cast.school if group is None else cast.school.groups[group]
    return f"/checks/registers/{unit.id}/{now.date()}/"


def page_of(signed_in, who: str, url: str) -> str:
    answer = signed_in(who).get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def register(cast, now, who: str = "doctor", unit_id: int | None = None) -> queries.Register:
    return queries.get_register(cast.actor(who, now), unit_id=unit_id or cast.school.id, day=now.date(), now=now)


def test_each_pupil_with_a_condition_is_one_row_of_the_morning_form(cast, now, morning, signed_in):
    add_guardian(cast, 0, "8899")
    (rows,) = tables_of(page_of(signed_in, "teacher", day_url(cast, now, 0)))

    first, second, third = rows
    assert first[:7] == ["1", "安子宁", "男", "8", "走读", "尾号8899", "到校"]
    assert first[7:20] == ["✓", *[""] * 10, "38.5℃", ""]
    assert (
        second[1:2] + second[6:9] == ["曹轩", "缺勤（病假）", "", "✓"] and "已就诊" in second and "支气管炎" in second
    )
    assert "意识不清" in third[21] and third[7] == third[10] == "✓"


def test_corrected_row_names_its_version_and_others_do_not(cast, now, morning, signed_in):
    page = page_of(signed_in, "teacher", day_url(cast, now, 0))
    (rows,) = tables_of(page)

    assert [row[-1] for row in rows] == ["", "", "第2版"]
    assert "第2版" in page and "更正原因：漏报一人" in page


def test_changed_entry_counts_as_corrected(cast, now, morning):
    cough = pupil(cast, 1, presence="ABSENT", absence_reason="ILLNESS", symptoms=("COUGH", "FEVER"))
    report(cast, now, 0, cough, who="teacher", base_version=2, reason="补登记")

    (line,) = register(cast, now).groups[0].sittings[0].lines
    assert (line.entry.symptoms, line.version) == (("COUGH", "FEVER"), 3)


def test_zero_report_is_a_statement_and_missing_is_not(cast, now, morning, signed_in):
    late = now.replace(hour=11)
    found = queries.get_register(cast.actor("doctor", now), unit_id=cast.school.id, day=now.date(), now=late)
    words = [sitting_words(group, group.sittings[0]) for group in found.groups]

    assert words == ["有异常", "本班无异常，零报告", "未报", "免报：食堂停业"]
    page = page_of(signed_in, "doctor", day_url(cast, now))
    assert "本班无异常，零报告" in page and "上报人郑主任，上报时间11-23 08:00" in page and "免报：食堂停业" in page
    assert page.count("本班无异常，零报告") == 1


def test_missing_session_has_no_numbers(cast, now, morning):
    late = now.replace(hour=11)
    found = queries.get_register(cast.actor("doctor", now), unit_id=cast.school.id, day=now.date(), now=late)
    rows = [row for row in queries.day_sheet(found).rows if row[3] == "未报"]

    assert [row[1:9] for row in rows] == [("四(1)班", "晨检", "未报", 30, "—", "—", "—", "—")]


def test_absence_for_another_reason_stands_in_a_zero_report(cast, now):
    services.open_slots(actor=registering.JOB, now=now, day=now.date())
    report(cast, now, 0, pupil(cast, 4, presence="ABSENT", absence_reason="PRIVATE"), who="teacher")

    sitting = register(cast, now).groups[0].sittings[0]
    assert (sitting.state, sitting.present, sitting.absent_ill, len(sitting.lines)) == ("ZERO", 35, 0, 1)


def test_withdrawn_report_leaves_nothing_but_its_version(cast, now, morning, signed_in):
    report(cast, now, 1, base_version=1, is_withdrawn=True)
    page = page_of(signed_in, "doctor", day_url(cast, now, 1))

    assert "第2版已撤回" in page and "零报告" not in page.split("register-notes")[0] and "待报" in page


def test_doctor_stands_beside_the_entry_also_after_a_correction(cast, now, morning, signed_in):
    assess(cast, now, 0, "CHANGED", disposition="HELD", symptoms=("RASH",), temperature_celsius=None)
    report(cast, now, 0, pupil(cast, 0, symptoms=("FEVER", "COUGH")), who="teacher", base_version=2, reason="更正")

    def word(who: str) -> str:
        return tables_of(page_of(signed_in, who, day_url(cast, now, 0)))[0][0][-2]

    assert word("doctor") == word("reporter") == "更改，皮疹或疱疹，留观"
    assert word("teacher") == "已核实，留观"


@pytest.mark.parametrize(
    ("who", "of_class", "of_other", "of_school"),
    [("teacher", 200, 404, 404), ("teacher2", 404, 200, 404), ("doctor", 200, 200, 200), ("health", 200, 200, 200),
     ("reporter", 200, 200, 200), ("principal", 403, 403, 403), ("county", 403, 403, 403), ("city", 403, 403, 403),
     ("province", 403, 403, 403), ("inspector", 200, 200, 200), ("canteen", 404, 404, 404), ("dorm", 403, 403, 403),
     ("guard", 403, 403, 403), ("guardian", 403, 403, 403), ("counselor", 403, 403, 403), ("auditor", 403, 403, 403),
     ("school_admin", 403, 403, 403), ("neighbor", 404, 404, 404), ("neighbor_principal", 404, 404, 404),
     ("other_county", 404, 404, 404), ("foreign", 404, 404, 404)],
)  # fmt: skip
def test_register_with_people_is_for_those_who_care_for_them(
    cast, now, morning, signed_in, who, of_class, of_other, of_school
):
    browser = signed_in(who)
    urls = (day_url(cast, now, 0), day_url(cast, now, 1), day_url(cast, now))
    assert [browser.get(url).status_code for url in urls] == [of_class, of_other, of_school]
    absences = [
        f"/checks/registers/{cast.school.groups[0].id}/absences/",
        f"/checks/registers/{cast.school.id}/absences/",
    ]
    assert [browser.get(url).status_code for url in absences] == [of_class, of_school]


@pytest.mark.parametrize(
    ("who", "of_session", "of_month"),
    [("doctor", 200, 200), ("health", 200, 200), ("reporter", 200, 200), ("principal", 200, 200), ("county", 200, 200),
     ("city", 200, 200), ("province", 200, 200), ("inspector", 200, 200), ("teacher", 404, 200), ("teacher2", 404, 404),
     ("dorm", 403, 403), ("guard", 403, 403), ("guardian", 403, 403), ("auditor", 403, 403), ("neighbor", 404, 404),
     ("neighbor_principal", 404, 404), ("other_county", 404, 404), ("other_city", 404, 404)],
)  # fmt: skip
def test_counts_are_for_those_above_without_any_name(cast, now, morning, signed_in, who, of_session, of_month):
    answers = [
        signed_in(who).get(f"/checks/registers/{cast.school.id}/{now.date()}/morning/"),
        signed_in(who).get(f"/checks/registers/{cast.school.groups[0].id}/months/2026-11/"),
    ]

    assert [answer.status_code for answer in answers] == [of_session, of_month]
    assert not any(name in answer.content.decode() for name in NAMES for answer in answers)


def test_inspector_says_why_sees_numbers_and_stays_on_record(cast, now, morning, signed_in):
    add_guardian(cast, 0, "8899")
    asked = page_of(signed_in, "inspector", day_url(cast, now))
    seen = page_of(signed_in, "inspector", f"{day_url(cast, now)}?purpose=专项检查")

    assert "查看用途" in asked and "1号" not in asked
    assert "1号" in seen and "支气管炎" in seen and not any(word in seen for word in (*NAMES, "8899"))
    (entry,) = AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.opened")
    assert (entry.purpose, entry.object_id) == ("专项检查", f"day/{cast.school.id}/2026-11-23")


@pytest.mark.parametrize(("purpose", "words"), [("", "写明用途"), ("%20", "写明用途"), ("查" * 101, "用途最多100字")])
def test_inspector_without_a_purpose_is_told_so(cast, now, morning, signed_in, purpose, words):
    answer = signed_in("inspector").get(f"{day_url(cast, now)}?purpose={purpose}")

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.opened").exists()


def test_summary_counts_today_and_three_days(cast, now, morning):
    earlier = now - dt.timedelta(days=3)
    services.open_slots(actor=registering.JOB, now=earlier, day=earlier.date())
    report(cast, earlier, 0, pupil(cast, 9, symptoms=("RASH",)), who="teacher")
    seen = (pupil(cast, 0, symptoms=("FEVER",)), pupil(cast, 8, symptoms=("VOMITING",)))
    report(cast, now.replace(hour=13), 0, *seen, session="OBSERVATION", who="teacher")

    line = summary(cast, now.replace(hour=15)).lines[0]
    assert (line.grade, line.counted.enrolled, line.counted.absent_ill) == ("三年级", 36, 1)
    assert {code: count for code, count in line.counted.symptoms.items() if count} == {
        "FEVER": 2,
        "COUGH": 1,
        "RASH": 1,
    }
    assert line.recent == {"FEVER": 2, "COUGH": 1, "RASH": 1, "VOMITING": 1}


def summary(cast, at, who: str = "principal", session: str = "MORNING") -> queries.Summary:
    return queries.get_summary(cast.actor(who, at), school_id=cast.school.id, day=at.date(), session=session, now=at)


def test_summary_never_writes_missing_as_zero_nor_counts_it(cast, now, morning):
    sheet = queries.summary_sheet(summary(cast, now.replace(hour=11)))
    third, total = sheet.rows[2], sheet.rows[-1]

    assert third[:5] == ("四(1)班", "四年级", 30, "—", "—") and set(third[5:27]) == {"—"}
    assert third[27:] == ("未报", "—", "—", "—", 1)
    assert total[:5] == ("合计", "已报2/3", 74, 73, 1) and total[5] == 2
    assert sheet.rows[3][27] == "免报：食堂停业"


def test_late_report_is_marked_in_every_register(cast, now, morning, signed_in):
    late = now.replace(hour=11)
    report(cast, late, 2)

    assert queries.summary_sheet(summary(cast, late)).rows[2][27] == "无异常，零报告（逾期补报）"
    assert "（逾期补报）" in page_of(signed_in, "doctor", day_url(cast, now, 2))


def test_month_has_a_row_a_session_and_counts_only(cast, now, morning, signed_in):
    earlier = now - dt.timedelta(days=3)
    services.open_slots(actor=registering.JOB, now=earlier, day=earlier.date())
    url = f"/checks/registers/{cast.school.groups[0].id}/months/2026-11/"
    (rows,) = tables_of(page_of(signed_in, "principal", url))

    assert rows[0][:5] == ["2026-11-20", "晨检", "未报", "36", "—"]
    named = next(row for row in rows if row[0] == "2026-11-23")
    assert named[1:9] == ["晨检", "有异常", "36", "35", "1", "1", "3", "发热2，咳嗽1，皮疹或疱疹1"]


@pytest.mark.parametrize("path", ["months/2026-13/", "months/1999-01/", "months/2026-0/"])
def test_month_that_is_none_does_not_exist(cast, signed_in, path):
    assert signed_in("doctor").get(f"/checks/registers/{cast.school.groups[0].id}/{path}").status_code == 404


def test_day_without_sessions_says_so(cast, now, signed_in):
    page = page_of(signed_in, "doctor", day_url(cast, now - dt.timedelta(days=400)))
    assert "这一天没有要上报的时段" in page


def _queries(work) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_registers_cost_the_same_for_one_class_and_four(cast, now, morning):
    everywhere = [
        lambda: register(cast, now, "doctor"),
        lambda: summary(cast, now, "doctor"),
    ]
    before = [_queries(work) for work in everywhere]
    alone = _queries(lambda: register(cast, now, "doctor", cast.school.groups[0].id))
    ill = Entry(cast.school.groups[2].people[0], symptoms=("COUGH",))
    report(cast, now, 2, ill, who="teacher3")

    assert [_queries(work) for work in everywhere] == before
    assert before[0] <= alone and max(before) <= 14
