"""Registers as PDF: read back by another program and compared with the page, cell by cell."""

import re

import pytest
from django.utils.html import strip_tags

from sizao.core.audit.models import AuditEntry
from sizao.detect.registers.tests import registering
from sizao.detect.registers.tests.registering import add_guardian, assess, tables_of
from tests.pdf import pages_of

pytestmark = pytest.mark.django_db
WHY = {"purpose": "卫生监督检查", "file": "PDF"}


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


def sent(signed_in, who: str, url: str, **values):
    answer = signed_in(who).post(url, {**WHY, **values})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.status_code
    return pages_of(b"".join(answer.streaming_content))


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", strip_tags(words))


@pytest.mark.parametrize("form", ["DAY", "MONTH", "SUMMARY", "ABSENCES"])
def test_paper_says_what_the_page_says(morning, signed_in, urls, form):
    tables = tables_of(signed_in("doctor").get(urls[form]).content.decode())
    text = "".join(sent(signed_in, "doctor", urls[form]))

    rows = [row for table in tables for row in table]
    assert rows and all("".join(squeezed(cell) for cell in row) in text for row in rows)


def test_class_has_a_sheet_of_its_own_with_missing_and_zero_in_words(cast, now, morning, signed_in):
    pages = sent(signed_in, "doctor", f"/checks/registers/{cast.school.id}/{now.date()}/")

    assert len(pages) == len(cast.school.groups)
    assert "有异常" in pages[0] and "本班无异常，零报告" in pages[1] and "待报" in pages[2]
    assert "免报：食堂停业" in pages[3] and "更正原因：漏报一人" in pages[0]


def test_every_page_says_who_took_it_out_when_and_why(cast, now, morning, signed_in, urls):
    (page,) = sent(signed_in, "doctor", urls["SUMMARY"])

    assert "育英小学陈医生2026-11-2308:00导出，用途：卫生监督检查1/1" in page and "审核人（签字）" in page
    (entry,) = AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.exported")
    assert entry.object_id == f"summary/{cast.school.id}/{now.date()}/morning/pdf"
    assert entry.purpose == "卫生监督检查 (5)"


def test_inspector_s_paper_has_numbers_instead_of_names(morning, signed_in, urls):
    text = "".join(sent(signed_in, "inspector", urls["DAY"]))

    assert "1号" in text and not any(word in text for word in ("安子宁", "曹轩", "陈雨涵", "8899"))


@pytest.mark.parametrize(("values", "words"), [({"purpose": ""}, "写明用途"), ({"file": "DOCX"}, "只能导出xlsx或PDF")])
def test_without_a_purpose_or_of_another_kind_nothing_leaves(morning, signed_in, urls, values, words):
    answer = signed_in("doctor").post(urls["DAY"], {**WHY, **values})

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="registers.register.exported").exists()


def test_day_without_sessions_is_a_paper_that_says_so(cast, signed_in):
    (page,) = sent(signed_in, "doctor", f"/checks/registers/{cast.school.id}/2026-08-01/")
    assert "这一天没有要上报的时段" in page
