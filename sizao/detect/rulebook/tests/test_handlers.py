"""Who may approve a change is told that it waits; who put it forward is told how it was decided."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.notify.models import Notice
from sizao.demo.cast import COUNTY
from sizao.detect.rulebook import services
from sizao.detect.rulebook.tests.approving import drafted, second

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(cast, now):
    return cast.actor("county", now)


@pytest.fixture
def other(cast, now):
    return second(cast, now, unit_id=COUNTY)


@pytest.fixture
def proposed(county, other, now):
    row = drafted(county, now, "PACK", "huzhou", starts_on=now.date() + dt.timedelta(days=3))
    services.preview_change(actor=county, now=now, change_id=row.id)
    services.propose_change(actor=county, now=now, change_id=row.id)
    deliver(now)
    return row


def deliver(at: dt.datetime) -> None:
    while dispatch.dispatch(now=at):
        pass


def told(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("recipient_id"))


def test_the_other_of_the_office_is_told_at_once_and_nobody_else(cast, county, other, proposed, signed_in):
    (notice,) = told("rulebook.proposed")

    assert notice.recipient_id == other.user_id != county.user_id
    assert notice.url == f"/rules/changes/{proposed.id}/" and notice.unit_id == COUNTY
    assert "有一项规则变动待批准" not in signed_in("county").get("/notices/").content.decode()


@pytest.mark.parametrize(("decide", "word"), [("approve", "已批准"), ("refuse", "未批准")])
def test_decision_goes_to_who_put_it_forward(county, other, proposed, now, signed_in, decide, word):
    later = now + dt.timedelta(hours=2)
    if decide == "approve":
        services.approve_change(actor=other, now=later, change_id=proposed.id)
    else:
        services.refuse_change(actor=other, now=later, change_id=proposed.id, reason="和上级文件不一致")
    deliver(later)

    (notice,) = told("rulebook.decided")
    assert notice.recipient_id == county.user_id
    assert f"规则变动{word}" in signed_in("county").get("/notices/").content.decode()
    assert [one.read_at for one in told("rulebook.proposed")] == [later]


def test_withdrawn_proposal_asks_nobody_any_more(county, proposed, now):
    later = now + dt.timedelta(hours=2)
    services.withdraw_change(actor=county, now=later, change_id=proposed.id, reason="改一改再提")
    deliver(later)

    assert told("rulebook.decided") == []
    assert [one.read_at for one in told("rulebook.proposed")] == [later]


def test_draft_tells_nobody(county, other, now):
    row = drafted(county, now, "PACK", "huzhou")
    services.withdraw_change(actor=county, now=now, change_id=row.id, reason="写错了")
    deliver(now)

    assert told("rulebook.proposed") == told("rulebook.decided") == []
