"""On-time rates: before the cut-off over what was due, by unit and week, within the jurisdiction."""

import datetime as dt
import io

import pytest
from python_calamine import load_workbook

from sizao.core.actor import unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check
from sizao.report.chasing import queries
from sizao.report.chasing.tests.conftest import JOB, fold

pytestmark = pytest.mark.django_db
COUNTY, TODAY = 430_102, dt.date(2026, 11, 24)
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def monday(cast, now):
    """Four groups of the first school: two on time, one late, one silent; the neighbors are silent."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    for number, hour in ((0, 9), (1, 9), (2, 15)):
        at = now.replace(hour=hour)
        check = Check(new_id(at), cast.school.id, cast.school.groups[number].id, now.date(), "MORNING")
        checks.submit_one(actor=cast.actor("reporter", now), now=at, check=check)
    fold(now)


def of(cast, now, who: str, unit_id: int) -> dict[str, tuple[int, int, int]]:
    found = queries.list_rates(cast.actor(who, now), unit=unit_by_id(unit_id), today=TODAY)
    return {one.line.name: (one.of(MONDAY).due, one.of(MONDAY).on_time, one.of(MONDAY).late) for one in found}


def test_county_reads_its_schools_and_the_levels_above_their_offices(cast, now, monday):
    assert of(cast, now, "county", COUNTY) == {"育英小学": (4, 2, 1), "东风小学": (1, 0, 0)}
    assert sum(due for due, *_ in of(cast, now, "city", 430_100).values()) >= 5
    assert sum(on_time for _due, on_time, _late in of(cast, now, "province", 430_000).values()) == 2


def test_school_reads_its_groups(cast, now, monday):
    assert of(cast, now, "principal", cast.school.id) == {
        "三(1)班": (1, 1, 0), "三(2)班": (1, 1, 0), "四(1)班": (1, 0, 1), "食堂": (1, 0, 0)
    }  # fmt: skip


def test_today_is_not_counted(cast, now, monday):
    found = queries.list_rates(cast.actor("county", now), unit=unit_by_id(COUNTY), today=MONDAY)
    assert all(not one.weeks for one in found)


def test_rates_are_closed_to_teachers_and_other_counties(cast, now, monday):
    with pytest.raises(NotVisible):
        of(cast, now, "other_county", COUNTY)
    with pytest.raises(Forbidden):
        of(cast, now, "teacher", cast.school.classes[0].id)


def test_page_ranks_the_lowest_first_and_says_the_trend(
    cast, now, monday, signed_in, at_time, django_assert_max_num_queries
):
    at_time(now + dt.timedelta(days=1))
    client = signed_in("county")
    with django_assert_max_num_queries(9):
        page = client.get(f"/chasing/{COUNTY}/").content.decode()

    assert page.index("东风小学") < page.index("育英小学")
    assert "2/5" in page
    assert "没有上周可比" in page
    assert signed_in("other_county").get(f"/chasing/{COUNTY}/").status_code == 404
    assert signed_in("teacher").get(f"/chasing/{cast.school.id}/").status_code in (403, 404)


def test_workbook_names_purpose_and_is_audited(cast, now, monday, signed_in, at_time):
    at_time(now + dt.timedelta(days=1))
    client = signed_in("county")
    assert client.post(f"/chasing/{COUNTY}/", {"purpose": " "}).status_code == 422
    sent = client.post(f"/chasing/{COUNTY}/", {"purpose": "写周报"})
    rows = load_workbook(io.BytesIO(b"".join(sent.streaming_content))).get_sheet_by_index(0).to_python()

    assert rows[0] == ["单位", "周", "周一", "应报", "按时", "逾期补报", "未报", "按时率"]
    assert {row[0]: row[7] for row in rows[1:]} == {"育英小学": "50.0%", "东风小学": "0.0%"}
    entries = AuditEntry.objects.whole_tree(reason="test").filter(action="chasing.rates.exported")
    assert [one.purpose for one in entries] == ["写周报 (2)"]


def test_rooms_are_told_by_their_building(cast, dorm, now):
    evening = now.replace(hour=21)
    checks.open_slots(actor=JOB, now=evening, day=now.date())

    found = of(cast, now, "principal", cast.school.id)

    assert len(dorm.rooms) > 1
    assert found["1号宿舍楼"] == (len(dorm.rooms), 0, 0)
    assert not [name for name in found if "室" in name]
