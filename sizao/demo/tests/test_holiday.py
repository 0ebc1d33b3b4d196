"""The demo asks where everyone stays in the coming holiday, through the services."""

import datetime as dt

import pytest

from sizao.demo import holiday
from sizao.demo.cast import COUNTY
from sizao.detect.journeys import queries
from sizao.detect.journeys.queries import Counts


@pytest.mark.parametrize(
    ("today", "first", "name"),
    [
        (dt.date(2026, 11, 30), dt.date(2027, 2, 1), "寒假去向"),
        (dt.date(2027, 2, 1), dt.date(2027, 5, 1), "五一假期去向"),
        (dt.date(2026, 7, 4), dt.date(2026, 7, 5), "暑假去向"),
        (dt.date(2026, 12, 31), dt.date(2027, 2, 1), "寒假去向"),
    ],
)
def test_coming_holiday_is_the_next_one(today, first, name):
    new = holiday.coming_holiday(today)
    assert (new.starts_on, new.name) == (first, name)


@pytest.mark.django_db
def test_some_classes_have_answered_and_the_others_are_silent(cast, now):
    reporters = {cast.school.classes[1].id: cast.actor("teacher2", now)}

    assert holiday.ask([cast.school], reporters, (COUNTY, cast.actor("county", now)), now=now, seed=1) == 1

    unit = cast.actor("county", now).acting_unit
    (row,) = queries.list_coming(unit, now.date())
    counted = queries.count_groups(
        cast.actor("doctor", now), collection=row, school_id=cast.school.id, today=now.date()
    )  # fmt: skip
    second = counted[cast.school.classes[1].id]
    assert second.silent == 0 and 1 <= second.away <= 3
    assert counted[cast.school.classes[0].id] == Counts(36, 0, 0)
