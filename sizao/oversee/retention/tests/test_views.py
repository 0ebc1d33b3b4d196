"""The page says what the next night deletes, to a province's overseers alone."""

import datetime as dt

import pytest

from sizao.oversee.retention.models import TableLine


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("auditor", 200), ("school_admin", 403), ("county", 403), ("teacher", 403)]
)
def test_page_is_for_administrators_and_auditors_of_the_province(cast, now, signed_in, who, status):
    assert signed_in(who).get("/retention/").status_code == status


def test_page_shows_the_next_run_and_the_latest(cast, now, signed_in):
    TableLine.objects.create(
        table="checks_slot", policy="retention.checks_days", before=now.date() - dt.timedelta(days=1095), due=12345,
        held=67, counted_at=now, deleted=890, deleted_at=now,
    )  # fmt: skip

    page = signed_in("admin").get("/retention/").content.decode()

    assert ">12345<" in page and ">67<" in page and "890行" in page and "1095天" in page


def test_page_before_the_first_count_says_so(cast, now, signed_in):
    page = signed_in("auditor").get("/retention/").content.decode()

    assert "夜间任务还没有统计过" in page


def test_page_takes_a_fixed_number_of_queries(cast, now, signed_in, django_assert_max_num_queries):
    browser = signed_in("admin")
    browser.get("/retention/")

    with django_assert_max_num_queries(20):
        browser.get("/retention/")
