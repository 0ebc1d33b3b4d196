"""How a risk point is rated and what is refused."""

import datetime as dt

import pytest

from sizao.prepare.risks.rules import NewPoint, Rating, problems_of_point, rating_of

TODAY = dt.date(2026, 11, 23)
GOOD = {
    "title": "饮水机滤芯过期", "kind": "FOOD_WATER", "likelihood": 3, "impact": 4, "measure": "每月更换并登记",
    "owner": "SCHOOL_DOCTOR", "review_on": TODAY + dt.timedelta(days=30),
}  # fmt: skip


@pytest.mark.parametrize(
    ("score", "rating"),
    [(1, Rating.LOW), (4, Rating.LOW), (5, Rating.MEDIUM), (9, Rating.MEDIUM), (10, Rating.HIGH), (12, Rating.HIGH),
     (15, Rating.SEVERE), (25, Rating.SEVERE)],
)  # fmt: skip
def test_score_has_one_rating(score, rating):
    assert rating_of(score) is rating


def test_good_point_is_not_refused():
    assert problems_of_point(NewPoint(**GOOD), level="SCHOOL", today=TODAY) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"), ({"title": "长" * 61}, "title"), ({"kind": "MOON"}, "kind"),
        ({"likelihood": 0}, "likelihood"), ({"likelihood": 6}, "likelihood"), ({"impact": -1}, "impact"),
        ({"measure": ""}, "measure"), ({"measure": "做" * 301}, "measure"), ({"owner": "COUNTY_OFFICER"}, "owner"),
        ({"owner": "张老师"}, "owner"), ({"review_on": TODAY}, "review_on"),
        ({"review_on": TODAY + dt.timedelta(days=367)}, "review_on"),
    ],
)  # fmt: skip
def test_bad_field_is_named(change, field):
    found = problems_of_point(NewPoint(**{**GOOD, **change}), level="SCHOOL", today=TODAY)

    assert [one.field for one in found] == [field]


def test_county_answers_for_its_own_points():
    assert problems_of_point(NewPoint(**{**GOOD, "owner": "COUNTY_OFFICER"}), level="COUNTY", today=TODAY) == []
