"""A closed concern is taken up again: for a reason, for thirty days, on record, by whoever judges."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.loops import MoveRefused
from sizao.detect.concerns import queries, services
from sizao.detect.concerns.tests.conftest import read
from sizao.detect.concerns.tests.test_judging import pupil, report, settled

pytestmark = pytest.mark.django_db
WHY, DAY = "家长又来电话", dt.timedelta(days=1)


@pytest.fixture
def closed(taken, judge):
    """A concern that the doctor closed as known."""
    key = taken()
    judge("close_concern", key, outcome="KNOWN", reason="已电话核实")
    return key


def test_closed_concern_is_taken_up_again_with_its_reason_on_record(cast, now, closed, judge):
    judge("reopen_concern", closed, reason=WHY, at=now + 2 * DAY)

    row = read(closed)
    assert (row.state, row.outcome) == ("TAKEN", "") and row.state_due_at > now + 2 * DAY
    assert [(one.move, one.reason) for one in row.history()][:2] == [("reopen", WHY), ("close", "已电话核实")]
    entry = AuditEntry.objects.whole_tree(reason="test").filter(action="concerns.concern.reopened").get()
    assert (entry.object_id, entry.user_id) == (str(closed.id), cast.users["doctor"])
    assert [str(one) for _, one in queries.list_own(cast.actor("guardian", now), today=now.date())] == ["LOOKED"]
    judge("close_concern", closed, outcome="HANDLED", reason="已劝其就诊", at=now + 2 * DAY)
    assert read(closed).outcome == "HANDLED"


def test_one_that_went_into_another_stands_alone_again(cast, taken, judge):
    first, second = taken(), taken("guard")
    for key in (first, second):
        judge("match_person", key, person_id=pupil(cast))
    judge("merge_concern", second, into=first.id)

    judge("reopen_concern", second, reason="不是同一件")

    assert (read(second).state, read(second).merged_into, read(first).state) == ("TAKEN", None, "TAKEN")


def test_class_that_answered_can_be_asked_again_and_its_old_answer_does_not_close(cast, now, slots, asked, judge):
    key = asked()
    report(cast, now, recovered=(pupil(cast),))
    assert settled(key, now).outcome == "CLEARED"

    judge("reopen_concern", key, reason=WHY, at=now + dt.timedelta(minutes=1))
    judge("ask_class", key, symptoms=("FEVER",), at=now + dt.timedelta(minutes=2))

    assert settled(key, now + dt.timedelta(minutes=3)).state == "ASKED"


@pytest.mark.parametrize(("days", "allowed"), [(30, True), (31, False)])
def test_closed_long_ago_is_told_anew(now, closed, judge, days, allowed):
    if allowed:
        judge("reopen_concern", closed, reason=WHY, at=now + days * DAY)
    else:
        with pytest.raises(services.ClosedTooLong):
            judge("reopen_concern", closed, reason=WHY, at=now + days * DAY)
    assert (read(closed).state == "TAKEN") is allowed


@pytest.mark.parametrize("reason", ["", " ", "好", "长" * 201])
def test_nothing_is_taken_up_again_without_a_reason(closed, judge, reason):
    with pytest.raises(Invalid) as caught:
        judge("reopen_concern", closed, reason=reason)

    assert [one.field for one in caught.value.problems] == ["reason"] and read(closed).state == "CLOSED"


def test_only_what_is_closed_is_taken_up_again(taken, judge):
    with pytest.raises(MoveRefused):
        judge("reopen_concern", taken(), reason=WHY)


@pytest.mark.parametrize(
    ("who", "error"),
    [("guardian", Forbidden), ("principal", Forbidden), ("county", Forbidden), ("neighbor_principal", Forbidden),
     ("neighbor", Forbidden)],
)  # fmt: skip
def test_nobody_else_takes_it_up_again(closed, judge, who, error):
    with pytest.raises(error):
        judge("reopen_concern", closed, who=who, reason=WHY)
    assert read(closed).state == "CLOSED"


def test_doctor_does_not_take_up_what_is_about_themselves(cast, tell, judge):
    with connection.cursor() as cursor:
        own = [cast.users["doctor"], cast.school.groups[3].people[0]]
        cursor.execute("UPDATE roster_person SET user_id = %s WHERE id = %s", own)
    key = tell(name_words="包师傅")
    judge("take_concern", key, who="health")
    judge("close_concern", key, who="health", outcome="KNOWN", reason="已电话核实")

    with pytest.raises(NotVisible):
        judge("reopen_concern", key, reason=WHY)
    judge("reopen_concern", key, who="health", reason=WHY)


def test_page_offers_it_and_keeps_what_was_typed(closed, signed_in):
    browser, where = signed_in("doctor"), f"/concerns/{closed}/"
    assert f"{where}reopen/" in browser.get(where).content.decode()

    refused = browser.post(f"{where}reopen/", {"reason": "好"})
    assert refused.status_code == 422 and "写明重新办理的原因" in refused.content.decode()
    assert browser.post(f"{where}reopen/", {"reason": WHY}).status_code in (302, 303)
    shown = browser.get(where).content.decode()
    assert WHY in shown and f"{where}reopen/" not in shown
