"""Tags of people who need a measure: who sets, who reads what, when they vanish, what offices see."""

import datetime as dt
from dataclasses import replace

import pytest

from sizao.core import scope
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.registry.roster import services as roster
from sizao.registry.tags import queries, services
from sizao.registry.tags.models import Tag
from sizao.registry.tags.rules import TagReason, tag_problems
from sizao.registry.tags.services import NewTag

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 23)
JOB = Actor.system("test")


@pytest.mark.parametrize(
    ("reason", "measures", "expires_on", "note", "wrong"),
    [
        ("CHRONIC", ["NO_SPORT"], TODAY + DAY, "", []),
        ("NONSENSE", ["NO_SPORT"], TODAY + DAY, "", [("reason", "选原因")]),
        ("CHRONIC", [], TODAY + DAY, "", [("measures", "选要做什么")]),
        ("CHRONIC", ["SING"], TODAY + DAY, "", [("measures", "选要做什么")]),
        ("OTHER", ["NO_SPORT"], TODAY + DAY, " ", [("note", "选“其他”时写明是什么")]),
        ("CHRONIC", ["NO_SPORT"], TODAY, "", [("latest_day", "不能早于今天")]),
        ("CHRONIC", ["NO_SPORT"], TODAY + 367 * DAY, "", [("latest_day", "最多一年，到时再延")]),
        ("CHRONIC", ["NO_SPORT"], TODAY + DAY, "字" * 101, [("note", "最多100个字")]),
    ],
)
def test_tag_names_a_reason_a_measure_and_an_end(reason, measures, expires_on, note, wrong):
    found = tag_problems(reason, measures, expires_on, note, today=TODAY)

    assert [(one.field, one.text()) for one in found] == wrong


def tagged(cast, now, who="doctor", **named) -> Key:
    tag = NewTag(cast.school.classes[0].people[0], "CHRONIC", ("NO_SPORT",), now.date() + 10 * DAY, "哮喘")
    made = services.set_tags(
        actor=cast.actor(who, now), now=now, school_id=cast.school.id, tags=[replace(tag, **named)]
    )
    return Key(cast.school.id, made[0])


def seen(cast, now, who: str, day: dt.date | None = None) -> list[tuple[str, str]]:
    actor = cast.actor(who, now)
    with scope.transaction(actor):
        lines = queries.list_tags(actor, school_id=cast.school.id, day=day or now.date())
    return [(one.reason, one.note) for one in lines]


@pytest.mark.django_db
def test_health_staff_read_all_and_the_homeroom_teacher_the_measure_of_the_own_class(cast, now):
    tagged(cast, now)
    tagged(cast, now, reason=TagReason.RETURNEE, note="")

    assert seen(cast, now, "doctor") == [("CHRONIC", "哮喘"), ("RETURNEE", "")]
    assert seen(cast, now, "teacher") == [("", ""), ("RETURNEE", "")]
    assert seen(cast, now, "teacher2") == []
    for who in ("principal", "guard", "county", "neighbor", "guardian"):
        assert seen(cast, now, who) == []


@pytest.mark.django_db
def test_expired_tag_leaves_every_list_but_stays_in_the_table(cast, now):
    tagged(cast, now)

    assert seen(cast, now, "doctor", now.date() + 9 * DAY) != []
    assert seen(cast, now, "doctor", now.date() + 10 * DAY) == []
    assert queries.count_tags(unit_by_id(430_102), now.date() + 10 * DAY) == {}
    assert Tag.objects.whole_tree(reason="test").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "error"),
    [("teacher", NotVisible), ("principal", Forbidden), ("county", Forbidden), ("neighbor", NotVisible)],
)
def test_others_set_no_tag(cast, now, who, error):
    with pytest.raises(error):
        tagged(cast, now, who)


@pytest.mark.django_db
def test_tag_is_set_once_and_again_after_it_ran_out(cast, now):
    tagged(cast, now)
    with pytest.raises(Invalid, match="1处"):
        tagged(cast, now)

    later = now + 11 * DAY
    tagged(cast, later, expires_on=later.date() + DAY)

    assert seen(cast, later, "doctor") == [("CHRONIC", "哮喘")]


@pytest.mark.django_db
def test_stranger_and_leaver_are_not_tagged(cast, now):
    with pytest.raises(NotVisible):
        tagged(cast, now, person_id=cast.neighbor_school.classes[0].people[0])
    child = cast.school.classes[0].people[5]
    roster.leave_school(actor=JOB, now=now, school_id=cast.school.id, person_ids=[child], left_on=now.date())
    with pytest.raises(NotVisible):
        tagged(cast, now, person_id=child)


@pytest.mark.django_db
def test_tag_is_extended_and_lifted_with_a_reason(cast, now):
    key, doctor = tagged(cast, now), cast.actor("doctor", now)

    services.extend_tag(actor=doctor, now=now, key=key, expires_on=now.date() + 30 * DAY, measures=["FOLLOW_UP"])
    with pytest.raises(Invalid):
        services.extend_tag(actor=doctor, now=now, key=key, expires_on=now.date(), measures=["FOLLOW_UP"])
    with pytest.raises(Invalid):
        services.lift_tag(actor=doctor, now=now, key=key, reason=" ")
    with pytest.raises(NotVisible):
        services.lift_tag(actor=cast.actor("neighbor_principal", now), now=now, key=key, reason="好了")
    services.lift_tag(actor=doctor, now=now, key=key, reason="复诊正常")

    assert seen(cast, now, "doctor") == []
    with pytest.raises(NotVisible):
        services.lift_tag(actor=doctor, now=now, key=key, reason="再来")
    entries = AuditEntry.objects.whole_tree(reason="test").filter(object_kind="roster.tag", object_id=str(key.id))
    assert [one.action for one in entries.order_by("at", "id")] == [
        "tags.tag.set", "tags.tag.extended", "tags.tag.lifted"
    ]  # fmt: skip


@pytest.mark.django_db
def test_wall_hides_tags_of_other_schools_from_a_query_without_scope(cast, now):
    tagged(cast, now)

    with scope.transaction(cast.actor("neighbor_principal", now)):
        assert Tag.objects.whole_tree(reason="test").count() == 0


@pytest.mark.django_db
def test_offices_see_numbers_and_no_names(cast, now, signed_in):
    tagged(cast, now)

    text = signed_in("county").get("/roster/tags/").content.decode()

    assert "育英小学" in text and "慢性病" in text
    assert "安子宁" not in text and "哮喘" not in text
    assert "育英小学" not in signed_in("other_county").get("/roster/tags/").content.decode()


@pytest.mark.django_db
def test_doctor_tags_a_pupil_through_the_pages(cast, now, signed_in):
    browser, child = signed_in("doctor"), Key(cast.school.id, cast.school.classes[0].people[0])
    typed = {"reason": "CHRONIC", "measures": ["NO_SPORT"], "latest_day": "2026-12-31", "note": "哮喘"}

    assert "加标记" in browser.get(f"/roster/people/{child}/").content.decode()
    assert browser.post(f"/roster/tags/new/{child}/", {**typed, "measures": []}).status_code == 422
    assert "已加标记" in browser.post(f"/roster/tags/new/{child}/", typed).content.decode()
    text = browser.get("/roster/tags/?reason=CHRONIC").content.decode()
    assert "安子宁" in text and "免体育" in text
    key = Key(cast.school.id, Tag.objects.whole_tree(reason="test").get().id)
    assert "标记已改" in browser.post(f"/roster/tags/{key}/", typed).content.decode()
    assert browser.post(f"/roster/tags/{key}/lift/", {"lift_reason": ""}).status_code == 422
    assert browser.post(f"/roster/tags/{key}/lift/", {"lift_reason": "复诊正常"}).status_code == 303
    assert browser.get(f"/roster/tags/{key}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "listed", "opened"),
    [("teacher", 200, 403), ("principal", 403, 403), ("guard", 403, 403), ("county", 200, 403), ("neighbor", 200, 404),
     ("other_city", 200, 404), ("admin", 403, 403)],
)  # fmt: skip
def test_who_may_open_tags(cast, now, signed_in, who, listed, opened):
    key = tagged(cast, now)
    browser = signed_in(who)

    assert browser.get("/roster/tags/").status_code == listed
    for response in (
        browser.get(f"/roster/tags/{key}/"),
        browser.post(f"/roster/tags/{key}/lift/", {"lift_reason": "x"}),
        browser.get(f"/roster/tags/new/{Key(cast.school.id, cast.school.classes[0].people[0])}/"),
    ):
        assert response.status_code == opened


@pytest.mark.django_db
def test_tags_that_end_soon_stand_on_today(cast, now, signed_in):
    tagged(cast, now, expires_on=now.date() + 2 * DAY)

    assert "1个标记3天内到期" in signed_in("doctor").get("/today/").content.decode()
    assert "标记3天内到期" not in signed_in("teacher").get("/today/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "most"), [("doctor", 12), ("county", 12)])
def test_lists_cost_a_fixed_number_of_queries(cast, now, signed_in, django_assert_max_num_queries, who, most):
    tagged(cast, now)
    browser = signed_in(who)
    browser.get("/roster/tags/")

    with django_assert_max_num_queries(most):
        assert browser.get("/roster/tags/").status_code == 200
