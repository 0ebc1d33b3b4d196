"""Why a group is missing: one tap, by the group or its school, seen above without naming the class."""

import pytest

from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Invalid, NotVisible
from sizao.core.notify.models import Notice
from sizao.report.chasing import jobs, queries, services
from sizao.report.chasing.rules import NothingMissing
from sizao.report.chasing.tests.test_ladder import after

pytestmark = pytest.mark.django_db


def give(cast, now, who: str, number: int = 0, **changes):
    values = {"group_id": cast.school.groups[number].id, "day": now.date(), "session": "MORNING", "reason": "NETWORK"}
    return services.give_reason(actor=cast.actor(who, now), now=after(now, 5), **{**values, **changes})


def test_teacher_and_school_say_why_and_the_latest_word_holds(cast, now, slots):
    give(cast, now, "teacher")
    give(cast, now, "reporter", reason="AWAY", note="  请假 ")

    (one,) = queries.reasons_of(cast.actor("principal", now), school_id=cast.school.id, day=now.date()).values()
    assert (one.reason, one.note, one.words) == ("AWAY", "请假", "老师不在，没人代报 请假")
    assert AuditEntry.objects.whole_tree(reason="test").filter(action="chasing.reason.given").count() == 2


def test_county_sees_counts_of_reasons_and_not_which_class(cast, now, slots):
    give(cast, now, "teacher")
    give(cast, now, "teacher2", number=1)

    words = queries.reason_words(cast.actor("county", now), school_ids=[cast.school.id], day=now.date())
    assert words == {cast.school.id: "网络或设备故障2个班"}
    assert queries.reason_words(cast.actor("other_county", now), school_ids=[cast.school.id], day=now.date()) == {}


@pytest.mark.parametrize("who", ["teacher2", "neighbor", "neighbor_principal", "other_county"])
def test_nobody_else_speaks_for_a_class(cast, now, slots, who):
    with pytest.raises(NotVisible):
        give(cast, now, who)


def test_what_is_not_owed_needs_no_reason(cast, now, slots, report):
    report(0)
    with pytest.raises(NothingMissing):
        give(cast, now, "teacher")
    with pytest.raises(NothingMissing):
        give(cast, now, "teacher2", number=1, session="EVENING")
    with pytest.raises(Invalid) as refused:
        give(cast, now, "teacher2", number=1, reason="LAZY")
    assert refused.value.problems[0].field == "reason"


def test_given_reason_answers_the_question_in_the_inbox(cast, now, slots):
    jobs.chase(after(now, 0))
    give(cast, now, "teacher")

    asked = Notice.objects.get(kind="chasing.asked", recipient_id=cast.users["teacher"])
    assert asked.read_at is not None
    assert asked.url == f"/chasing/{cast.school.groups[0].id}/{now.date()}/morning/reason/"


def test_page_asks_takes_the_tap_and_leads_to_the_report(cast, now, slots, signed_in, at_time):
    at_time(after(now, 5))
    client, group = signed_in("teacher"), cast.school.groups[0].id
    url = f"/chasing/{group}/{now.date()}/morning/reason/"

    assert "网络或设备故障" in client.get(url).content.decode()
    assert "三(1)班晨检没有按时报" in client.get("/today/").content.decode()
    said = client.post(url, {"reason": "NETWORK"}, HTTP_HX_REQUEST="true").content.decode()
    assert "已说明：网络或设备故障" in said
    assert f"/checks/{group}/{now.date()}/morning/" in said


@pytest.mark.parametrize(("who", "status"), [("guard", 403), ("neighbor", 404), ("other_county", 404)])
def test_page_of_a_class_is_closed_to_others(cast, now, slots, signed_in, who, status):
    url = f"/chasing/{cast.school.groups[0].id}/{now.date()}/morning/reason/"
    assert signed_in(who).get(url).status_code == status


def test_school_gives_the_reason_on_its_list_and_the_county_reads_it(cast, now, slots, report, signed_in, at_time):
    at_time(after(now, 5))
    report(0)
    url = f"/chasing/{cast.school.groups[1].id}/{now.date()}/morning/reason/"
    answer = signed_in("reporter").post(url, {"reason": "OUTING", "to_school": "1"}, follow=True)

    assert "原因：外出活动" in answer.content.decode()
    page = signed_in("county").get(f"/daily/430102/{now.date()}/missing/").content.decode()
    assert "外出活动1个班" in page
    assert "三(2)班" not in page
