"""The reminder: once a day, to whoever answers, only when something is missing."""

import datetime as dt

import pytest

from sizao.core.converters import Key
from sizao.core.notify import queries as notices
from sizao.prepare.hygiene import jobs, services
from sizao.prepare.hygiene.tests.conftest import JOB
from sizao.registry.policies import services as policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast, now):
    """Give what one of the cast was told."""

    def read(who: str) -> list[str]:
        return [one.text for one in notices.list_own(cast.actor(who, now))[0]]

    return read


def evening(now: dt.datetime, hour: int = 17, minute: int = 35) -> dt.datetime:
    return now.replace(hour=hour, minute=minute)


def test_owners_and_the_health_teacher_are_told_how_much_is_missing(built, now, told):
    jobs.remind(evening(now))

    assert told("dorm") == ["今天还有3处没登记消毒通风或检查，点开一次登完。"]
    assert told("teacher") == ["今天还有1处没登记消毒通风或检查，点开一次登完。"]
    assert told("canteen") == ["今天还有2处没登记消毒通风或检查，点开一次登完。"]
    assert set(told("health")) == {
        "今天还有1处没登记消毒通风或检查，点开一次登完。", "全校今天有10处没登记消毒通风或检查。",
    }  # fmt: skip
    assert told("neighbor_principal") == told("doctor") == []


def test_nobody_is_told_before_the_hour_twice_or_long_after(built, now, told):
    assert jobs.remind(evening(now, 17, 29)) == 0
    assert jobs.remind(evening(now, 21, 31)) == 0

    assert jobs.remind(evening(now)) > 0
    assert jobs.remind(evening(now, 17, 45)) == 0 and jobs.remind(evening(now, 21, 0)) == 0
    assert len(told("dorm")) == 1


def test_who_has_recorded_all_is_not_told(cast, built, now, told):
    key = Key(built.school_id, built["宿舍楼"])
    services.record_below(actor=cast.actor("dorm", now), now=now, key=key)

    jobs.remind(evening(now))

    assert told("dorm") == [] and "全校今天有7处没登记消毒通风或检查。" in told("health")


def test_nobody_is_told_on_a_day_without_school(built, now):
    assert jobs.remind(evening(now + dt.timedelta(days=5))) == 0


def test_school_with_an_earlier_hour_is_told_at_its_own(built, now, told):
    policies.set_value(
        actor=JOB, now=now, unit_id=built.school_id, key="hygiene.cutoff", value="16:00", starts_on=now.date(),
        reason="早些登记",
    )  # fmt: skip

    assert jobs.remind(evening(now, 16, 5)) > 0
    assert told("dorm") != []
