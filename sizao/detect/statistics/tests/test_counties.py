"""What is counted for statistics: each illness once, on the day its report first named it; silence is not zero."""

import datetime as dt

import numpy as np
import pytest

from sizao.core.actor import Actor
from sizao.detect.checks import services as checks
from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.statistics.queries import read_county
from sizao.epi.detection.county_days import CLASS, COUNTY, GRADE, SCHOOL
from tests.reporting import report

pytestmark = pytest.mark.django_db
AREA, DAY = 430_102, dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
FEVER, BOTH = ("FEVER",), ("FEVER", "COUGH")


def open_day(at: dt.datetime) -> None:
    checks.open_slots(actor=Actor.system("test"), now=at, day=at.date())


@pytest.fixture(autouse=True)
def slots(now):
    open_day(now)


def read(at: dt.datetime):
    found = read_county(AREA, first=at.date() - dt.timedelta(days=30), until=at.date())
    assert found is not None
    return found


def counts_of(found, cast, group: str, class_number: int = 0) -> list[float]:
    column = list(found.class_ids).index(cast.school.classes[class_number].id)
    return found.days.counts[GROUP_ORDER.index(group), :, column].tolist()


def test_class_without_a_report_is_unknown_and_not_zero(cast, now):
    report(cast, now, {1: FEVER})

    found = read(now)
    assert counts_of(found, cast, "F") == [1.0] and counts_of(found, cast, "G") == [0.0]
    assert np.isnan(counts_of(found, cast, "F", 1)).all()


def test_illness_counts_once_in_each_of_its_groups_when_first_named(cast, now):
    report(cast, now, {1: FEVER, 2: BOTH})
    open_day(now + DAY)
    report(cast, now + DAY, {1: BOTH, 2: BOTH, 3: FEVER})

    found = read(now + DAY)
    assert counts_of(found, cast, "F") == [2.0, 1.0] and counts_of(found, cast, "Q") == [1.0, 1.0]


def test_corrected_report_counts_as_it_stands(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER})
    report(cast, now + dt.timedelta(hours=1), {1: FEVER}, base_version=1)

    assert counts_of(read(now), cast, "F") == [1.0]


def test_class_is_unknown_on_the_day_whose_report_was_withdrawn_until_it_reports_again(cast, now):
    report(cast, now, {1: FEVER})
    report(cast, now + MINUTE, {}, base_version=1, is_withdrawn=True)
    without = read(now)
    report(cast, now + 2 * MINUTE, {}, base_version=2)
    again = read(now)

    assert np.isnan(counts_of(without, cast, "G")).all() and counts_of(again, cast, "G") == [0.0]
    assert without.rows < again.rows


def test_morning_still_counts_when_noon_is_withdrawn(cast, now):
    noon = now.replace(hour=12, minute=30)
    report(cast, now, {1: FEVER})
    open_day(noon)
    report(cast, noon, {1: FEVER}, session="NOON")
    report(cast, noon + MINUTE, {}, session="NOON", base_version=1, is_withdrawn=True)

    assert counts_of(read(noon), cast, "G") == [0.0]


def test_excluded_illness_does_not_count(cast, now):
    from sizao.detect.linelist import services as linelist

    report(cast, now, {1: FEVER, 2: FEVER})
    linelist.change_case(
        actor=cast.actor("doctor", now), now=now, status="EXCLUDED", disease="influenza", reason="化验阴性",
        illness=linelist.IllnessKey(cast.school.id, cast.school.classes[0].people[1], 1),
    )  # fmt: skip

    assert counts_of(read(now), cast, "F") == [1.0]


def test_enrolled_come_from_slots_and_departments_are_no_classes(cast, now):
    found = read(now)

    sizes = dict(zip(found.class_ids.tolist(), found.days.enrolled[-1].tolist(), strict=True))
    assert sizes == {
        **{one.id: float(len(one.people)) for one in cast.school.classes},
        cast.neighbor_school.classes[0].id: 20.0,
    }


def test_units_are_found_again_by_their_numbers(cast, now):
    found = read(now)
    classes = [one.id for one in cast.school.classes]

    assert found.place_of(COUNTY, 0) == (AREA, AREA)
    assert found.place_of(SCHOOL, 0) == (cast.school.id, cast.school.id)
    assert {found.place_of(CLASS, number) for number in range(3)} == {(cast.school.id, one) for one in classes}
    assert found.place_of(GRADE, 0)[0] == cast.school.id and len(found.days.tree.starts[GRADE]) == 3
    assert found.days.grades.tolist() == [0, 0, 1, 2] and found.days.schools.tolist() == [0, 0, 0, 1]


def test_day_without_slots_is_no_day(now):
    assert read_county(AREA, first=now.date() - 30 * DAY, until=now.date() + 6 * DAY) is None


def test_reading_takes_four_queries_and_one_more_after_a_withdrawal(cast, now, django_assert_num_queries):
    with django_assert_num_queries(4):
        read(now)
    report(cast, now, {})
    report(cast, now, {}, base_version=1, is_withdrawn=True)
    with django_assert_num_queries(5):
        read(now)


def test_history_of_110_days_is_read_to_its_last_day(cast, now):
    report(cast, now, {1: FEVER})

    for days in (0, 61, 62, 110):
        found = read_county(AREA, first=now.date() - days * DAY, until=now.date())
        assert found is not None and found.dates == (now.date(),) and counts_of(found, cast, "F") == [1.0]
