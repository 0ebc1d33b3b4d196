"""What nobody at a school may judge is told to the office above, read on record, answered, and taken up again."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sizao.core import dispatch
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.notify.models import Notice
from sizao.demo import builders
from sizao.demo.cast import PASSWORD
from sizao.detect.concerns import queries as concerns
from sizao.detect.concerns import services as desk
from sizao.detect.concerns.services import NewConcern
from sizao.oversee.unjudged import queries, services

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def tell(cast, now):
    """Tell something of a school; the neighboring one has neither doctor nor health teacher."""

    def run(who: str = "neighbor", **changes) -> Key:
        actor = cast.actor(who, now)
        told = {"name_words": "曹轩", "note": "手上有疱疹", **changes}
        new = NewConcern(new_id(now), actor.grants[0].unit.school_id, "PERSON", ("RASH",), now.date(), **told)
        return desk.send_concern(actor=actor, now=now, new=new)

    return run


@pytest.fixture
def judges(cast):
    """The doctor and the health teacher of the school stand in its roster, under these names."""
    people = cast.school.groups[3].people[:2]
    with connection.cursor() as cursor:
        for who, person in zip(("doctor", "health"), people, strict=True):
            own = [cast.users[who], {"doctor": "林医生", "health": "包老师"}[who], person]
            cursor.execute("UPDATE roster_person SET user_id = %s, name = %s WHERE id = %s", own)
    return people


def listed(cast, who: str, now) -> list[Key]:
    return [one.key for one in queries.list_unjudged(cast.actor(who, now), now=now)]


def act(name: str, cast, who: str, now, key: Key, **more):
    return getattr(services, name)(actor=cast.actor(who, now), now=now, key=key, **more)


def test_concern_of_a_school_without_a_judge_is_the_countys(cast, now, tell):
    key = tell()

    assert listed(cast, "county", now) == [key]
    shown = act("show_concern", cast, "county", now, key)
    assert (shown.state, shown.signs, shown.note) == ("NEW", ("RASH",), "手上有疱疹")
    assert "曹轩" not in shown.subject and shown.subject.startswith("曹")
    entry = AuditEntry.objects.whole_tree(reason="test").filter(action="unjudged.concern.shown").get()
    assert (entry.object_id, entry.user_id, entry.school_id) == (str(key.id), cast.users["county"], key.school_id)


def test_concern_about_the_only_doctor_is_the_countys_and_others_stay_at_the_school(cast, now, tell, judges):
    about_both = {"name_words": "林医生"}
    other, doctors = tell("teacher", name_words="曹轩"), tell("teacher", **about_both)
    assert listed(cast, "county", now) == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_grant SET revoked_at = %s WHERE user_id = %s", [now, cast.users["health"]])

    assert listed(cast, "county", now) == [doctors]
    with pytest.raises(NotVisible):
        act("show_concern", cast, "county", now, other)
    seen = concerns.list_concerns(cast.actor("doctor", now), cast.school.id, is_open=True)
    assert [row.id for row in seen] == [other.id]


def test_it_is_the_schools_again_once_somebody_there_may_judge(cast, now, tell):
    key = tell()
    post = builders.Post("neighbor_doctor", "孔医生", "SCHOOL_DOCTOR", cast.neighbor_school.id)
    builders.build_posts([post], now=now, since=now.date(), password=PASSWORD)

    assert listed(cast, "county", now) == []
    with pytest.raises(NotVisible):
        act("close_concern", cast, "county", now, key, outcome="HANDLED", reason="已请驻点医院看过")


def test_office_closes_with_a_reason_and_takes_up_again_for_thirty_days(cast, now, tell):
    key, later = tell(), now + 10 * DAY
    with pytest.raises(Invalid):
        act("close_concern", cast, "county", now, key, outcome="HANDLED", reason=" ")
    act("close_concern", cast, "county", now, key, outcome="HANDLED", reason="已请驻点医院看过")

    told = concerns.list_own(cast.actor("neighbor", now), today=now.date())
    assert [str(progress) for _, progress in told] == ["CLOSED"]
    shown = act("show_concern", cast, "county", later, key)
    assert (shown.state, shown.outcome) == ("CLOSED", "HANDLED")
    act("reopen_concern", cast, "county", later, key, reason="家长又来电话")
    assert act("show_concern", cast, "county", later, key).state == "TAKEN"
    act("close_concern", cast, "county", later, key, outcome="KNOWN", reason="已在治疗")

    assert listed(cast, "county", later + 29 * DAY) == [key]
    with pytest.raises(NotVisible):
        act("reopen_concern", cast, "county", later + 31 * DAY, key, reason="家长又来电话")
    actions = ("unjudged.concern.closed", "unjudged.concern.reopened")
    made = AuditEntry.objects.whole_tree(reason="test").filter(action__in=actions)
    assert set(made.values_list("user_id", flat=True)) == {cast.users["county"]} and made.count() == 3


def test_list_takes_as_many_queries_whatever_is_open(cast, now, tell, django_assert_num_queries):
    county = cast.actor("county", now)
    tell()
    tell("teacher")
    with CaptureQueriesContext(connection) as few:
        queries.list_unjudged(county, now=now)
    for who in ("neighbor", "guard", "dorm"):
        tell(who)

    with django_assert_num_queries(len(few)):
        assert len(queries.list_unjudged(county, now=now)) == 2


@pytest.mark.parametrize(
    ("who", "error"),
    [("city", NotVisible), ("province", NotVisible), ("other_county", NotVisible), ("neighbor_principal", Forbidden),
     ("doctor", Forbidden), ("principal", Forbidden), ("admin", Forbidden), ("auditor", Forbidden)],
)  # fmt: skip
def test_nobody_but_the_office_directly_above_reads_or_answers(cast, now, tell, who, error):
    key = tell()

    for name, more in (
        ("show_concern", {}), ("close_concern", {"outcome": "KNOWN", "reason": "已在治疗"}),
        ("reopen_concern", {"reason": "再看看"}),
    ):  # fmt: skip
        with pytest.raises(error):
            act(name, cast, who, now, key, **more)
    assert key not in listed(cast, who, now)


def test_office_is_told_once_and_not_of_what_the_school_judges(cast, now, tell):
    tell("teacher")
    key = tell()
    for _ in range(2):
        while dispatch.dispatch(now=now):
            pass

    told = Notice.objects.filter(kind="unjudged.received")
    assert list(told.values_list("recipient_id", flat=True)) == [cast.users["county"]]
    assert told.get().read_at is None

    act("close_concern", cast, "county", now, key, outcome="HANDLED", reason="已请驻点医院看过")
    while dispatch.dispatch(now=now):
        pass
    assert told.get().read_at is not None


def test_pages_show_no_word_before_the_look_and_never_who_told(cast, now, tell, signed_in):
    key, browser = tell(), signed_in("county")
    home = browser.get("/unjudged/").content.decode()
    assert "手上有疱疹" not in home and f"/unjudged/{key}/" in home

    shown = browser.get(f"/unjudged/{key}/").content.decode()
    assert "手上有疱疹" in shown and "曹轩" not in shown
    refused = browser.post(f"/unjudged/{key}/close/", {"outcome": "FOUND", "reason": "已看过"})
    assert refused.status_code == 422 and "选办结结果" in refused.content.decode()
    assert browser.post(f"/unjudged/{key}/close/", {"outcome": "HANDLED", "reason": "已看过"}).status_code in (302, 303)
    assert "重新办理" in browser.get(f"/unjudged/{key}/").content.decode()
    assert browser.post(f"/unjudged/{key}/reopen/", {"reason": "再看看"}).status_code in (302, 303)
    assert signed_in("city").get(f"/unjudged/{key}/").status_code == 404
    assert signed_in("teacher").get("/unjudged/").status_code == 403


def test_city_answers_where_there_is_no_county(cast, now):
    assert queries.schools_of(cast.actor("city", now), now.date()) == []
    assert set(queries.schools_of(cast.actor("county", now), now.date())) == {cast.school.id, cast.neighbor_school.id}
