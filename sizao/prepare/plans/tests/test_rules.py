"""What a key date may say and when it is shown; no database."""

import datetime as dt
from dataclasses import replace

import pytest

from sizao.prepare.plans.rules import NewDate, is_shown, problems_of_date

TODAY = dt.date(2026, 11, 23)
GOOD = NewDate(
    "TERM_START", "开学", TODAY + dt.timedelta(days=12), ("SCHOOL_DOCTOR",), 14, "查验接种证", "SCHOOL_DOCTOR"
)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "PARTY"}, "kind"), ({"name": ""}, "name"), ({"name": "开" * 41}, "name"),
        ({"day": TODAY - dt.timedelta(days=1)}, "day"), ({"day": TODAY + dt.timedelta(days=401)}, "day"),
        ({"audience": ()}, "audience"), ({"audience": ("INTEGRATION",)}, "audience"), ({"lead_days": -1}, "lead_days"),
        ({"lead_days": 91}, "lead_days"), ({"duty": "做" * 101}, "duty"), ({"duty_role": ""}, "duty_role"),
        ({"duty_role": "GUARDIAN"}, "duty_role"), ({"duty": ""}, "duty_role_without_duty"),
    ],
)  # fmt: skip
def test_bad_date_is_refused_by_field(change, field):
    found = [one.field for one in problems_of_date(replace(GOOD, **change), today=TODAY)]

    assert found == ["duty" if field == "duty_role_without_duty" else field]


def test_good_dates_are_taken():
    assert problems_of_date(GOOD, today=TODAY) == []
    assert problems_of_date(replace(GOOD, duty="", duty_role="", day=TODAY, lead_days=0), today=TODAY) == []


@pytest.mark.parametrize(("days", "lead", "shown"), [(12, 14, True), (14, 14, True), (15, 14, False), (0, 0, True),
                                                     (-1, 14, False), (1, 0, False)])  # fmt: skip
def test_date_is_shown_from_its_lead_until_the_day_itself(days, lead, shown):
    assert is_shown(TODAY + dt.timedelta(days=days), lead, TODAY) is shown
