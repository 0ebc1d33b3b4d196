"""Transfers: asked by the old school, decided by the new one; who reads what before and after."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core import dispatch, scope
from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.loops import MoveRefused
from sizao.core.notify.models import Notice
from sizao.demo.builders import Post, build_posts
from sizao.registry.accounts import queries as accounts
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services
from sizao.registry.roster.services import PersonEdit
from sizao.registry.transfers import services
from sizao.registry.transfers.models import Transfer
from tests.tables import stored

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
NUMBER = "43010220190301001X"


@pytest.fixture
def receiver(cast, now) -> Actor:
    """The reporter of the neighbor school, who keeps its roster."""
    posts = [Post("receiver", "接收人", "EPIDEMIC_REPORTER", cast.neighbor_school.id)]
    user_id = build_posts(posts, now=now, since=now.date(), password="sizao-cast-2026")["receiver"]
    return accounts.get_actor(user_id, on=now.date())


@pytest.fixture
def child(cast):
    return cast.school.classes[0].people[0]


def asked(cast, now, child) -> Key:
    return services.request_transfer(
        actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, person_id=child,
        to_school_id=cast.neighbor_school.id,
    )  # fmt: skip


def accept(cast, now, actor, key, **named):
    given = {"group_id": cast.neighbor_school.classes[0].id, "moved_on": now.date(), **named}
    services.accept_transfer(actor=actor, now=now, key=key, **given)


def people(school_id: int, child):
    return next(iter(stored("roster_person", school_id=school_id, id=child)), None)


def test_accepted_pupil_stands_in_the_new_school_under_the_same_id(cast, now, child, receiver):
    roster_services.save_guardian(
        actor=JOB, now=now, school_id=cast.school.id,
        edit=roster_services.GuardianEdit(child, "安女士", "母亲", "13800001111"),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("UPDATE roster_guardian SET user_id = %s WHERE person_id = %s", [cast.users["guardian"], child])
    roster_services.edit_person(
        actor=JOB, now=now, school_id=cast.school.id, person_id=child,
        edit=PersonEdit("安子宁", "FEMALE", None, "G430102201903010011", 1, False, identity_number=NUMBER),
    )  # fmt: skip

    accept(cast, now, receiver, asked(cast, now, child))

    old, new = people(cast.school.id, child), people(cast.neighbor_school.id, child)
    assert (old.status, old.group_id, new.status, new.group_id) == (
        "LEFT", None, "ACTIVE", cast.neighbor_school.classes[0].id
    )  # fmt: skip
    periods = sorted(stored("roster_membership", person_id=child), key=lambda one: one.starts_on)
    assert [(one.school_id, one.ends_on) for one in periods] == [
        (cast.school.id, now.date()), (cast.neighbor_school.id, None)
    ]  # fmt: skip
    assert roster.is_elsewhere(cast.school.id, NUMBER) and not roster.is_elsewhere(cast.neighbor_school.id, NUMBER)
    (plain,) = roster_services.reveal_person(
        actor=JOB, now=now, school_id=cast.neighbor_school.id, person_id=child, purpose="IDENTITY_CHECK",
        fields=["identity"],
    )  # fmt: skip
    assert plain.value == NUMBER
    assert (cast.neighbor_school.id, "GUARDIAN") in {
        (one.unit.id, one.role) for one in cast.actor("guardian", now).grants
    }
    assert len(stored("roster_guardian", school_id=cast.neighbor_school.id, phone_last4="1111")) == 1


def test_old_health_history_stays_with_the_old_school(cast, now, child, receiver):
    accept(cast, now, receiver, asked(cast, now, child))

    with scope.transaction(receiver), pytest.raises(NotVisible):
        roster.get_person(receiver, school_id=cast.school.id, person_id=child)
    doctor = cast.actor("doctor", now)
    with scope.transaction(doctor):
        assert roster.get_person(doctor, school_id=cast.school.id, person_id=child).status == "LEFT"


def test_receiving_school_sees_whom_it_is_asked_to_take_and_that_is_written_down(cast, now, child, receiver):
    key = asked(cast, now, child)

    pupil = services.show_transfer(actor=receiver, now=now, key=key)

    assert (pupil.name, pupil.from_school) == ("安子宁", "育英小学")
    entry = AuditEntry.objects.whole_tree(reason="test").get(action="transfers.transfer.shown")
    assert (entry.school_id, entry.object_id, entry.purpose) == (cast.school.id, str(child), "转学")


def test_refused_pupil_stays(cast, now, child, receiver):
    key = asked(cast, now, child)
    with pytest.raises(Invalid):
        services.refuse_transfer(actor=receiver, now=now, key=key, reason=" ")

    services.refuse_transfer(actor=receiver, now=now, key=key, reason="班额已满")

    assert people(cast.school.id, child).status == "ACTIVE"
    assert people(cast.neighbor_school.id, child) is None
    with pytest.raises(MoveRefused):
        accept(cast, now, receiver, key)
    assert asked(cast, now, child)


def test_request_is_withdrawn_by_the_school_that_asked_alone(cast, now, child, receiver):
    key = asked(cast, now, child)
    with pytest.raises(Forbidden):
        services.withdraw_transfer(actor=receiver, now=now, key=key)

    services.withdraw_transfer(actor=cast.actor("reporter", now), now=now, key=key)

    with pytest.raises(MoveRefused):
        accept(cast, now, receiver, key)


def test_school_that_asked_does_not_accept_and_strangers_know_nothing(cast, now, child):
    key = asked(cast, now, child)

    with pytest.raises(Forbidden):
        accept(cast, now, cast.actor("reporter", now), key)
    for who in ("principal", "foreign", "other_county", "neighbor"):
        with pytest.raises(NotVisible):
            accept(cast, now, cast.actor(who, now), key)


def test_bad_requests_are_refused(cast, now, child, receiver):
    reporter, school = cast.actor("reporter", now), cast.school.id
    wrong = {"actor": reporter, "now": now, "school_id": school, "to_school_id": cast.neighbor_school.id}
    with pytest.raises(Invalid):
        services.request_transfer(**{**wrong, "to_school_id": school}, person_id=child)
    for person_id, to in (
        (cast.neighbor_school.classes[0].people[0], cast.neighbor_school.id),
        (cast.school.groups[3].people[0], cast.neighbor_school.id),
        (child, 430_102),
        (child, cast.school.classes[0].id),
        (child, 99),
    ):
        with pytest.raises(NotVisible):
            services.request_transfer(**{**wrong, "to_school_id": to}, person_id=person_id)
    key = asked(cast, now, child)
    with pytest.raises(Invalid):
        asked(cast, now, child)
    for named in ({"moved_on": now.date() + dt.timedelta(days=1)}, {"moved_on": dt.date(2026, 9, 1)}):
        with pytest.raises(Invalid):
            accept(cast, now, receiver, key, **named)
    with pytest.raises(NotVisible):
        accept(cast, now, receiver, key, group_id=cast.school.classes[1].id)


def test_pupil_comes_back_to_the_row_that_was_left(cast, now, child, receiver):
    accept(cast, now, receiver, asked(cast, now, child))
    key = services.request_transfer(
        actor=receiver, now=now, school_id=cast.neighbor_school.id, person_id=child, to_school_id=cast.school.id
    )

    services.accept_transfer(
        actor=cast.actor("reporter", now), now=now, key=key, group_id=cast.school.classes[1].id, moved_on=now.date()
    )

    assert people(cast.school.id, child).group_id == cast.school.classes[1].id
    assert people(cast.neighbor_school.id, child).status == "LEFT"
    assert len(stored("roster_membership", person_id=child, ends_on=None)) == 1


def test_both_schools_are_told(cast, now, child, receiver):
    key = asked(cast, now, child)
    dispatch.dispatch(now=now)
    accept(cast, now, receiver, key)
    dispatch.dispatch(now=now)

    told = Notice.objects.filter(kind="roster.transfer")
    assert set(told.values_list("recipient_id", flat=True)) == {
        receiver.user_id, cast.users["reporter"], cast.users["school_admin"]
    }  # fmt: skip


def test_pages_from_request_to_acceptance(cast, now, child, receiver, signed_in):
    from django.test import Client

    from sizao.registry.accounts.queries import SESSION_COOKIE
    from tests.signing import open_session

    other = Client()
    other.cookies[SESSION_COOKIE] = open_session(receiver.user_id, now=now)
    browser, pupil = signed_in("reporter"), Key(cast.school.id, child)

    assert "转学" in browser.get(f"/roster/people/{pupil}/").content.decode()
    missing = browser.post(f"/roster/people/{pupil}/transfer/", {"to_school": "没有的小学"})
    assert missing.status_code == 422 and "没有这所学校" in missing.content.decode()
    assert "已申请转出" in browser.post(f"/roster/people/{pupil}/transfer/", {"to_school": "东风小学"}).content.decode()
    row = Transfer.objects.whole_tree(reason="test").get()
    address = f"/roster/transfers/{Key(row.school_id, row.id)}/"
    assert "育英小学" in other.get("/roster/transfers/").content.decode()
    assert "安子宁" not in other.get("/roster/transfers/").content.decode()
    assert "安子宁" in other.get(address).content.decode()
    assert other.post(address, {"step": "accept", "moved_on": "2026-11-23"}).status_code == 422
    typed = {"step": "accept", "group_id": cast.neighbor_school.classes[0].id, "moved_on": "2026-11-23"}
    assert browser.post(address, typed).status_code == 404
    assert other.post(address, typed).status_code == 303
    assert "已转入" in other.get(address).content.decode()


@pytest.mark.parametrize(("who", "listed"), [("teacher", 403), ("principal", 403), ("county", 403), ("admin", 200)])
def test_others_open_no_transfer(cast, now, child, signed_in, who, listed):
    key = asked(cast, now, child)
    browser = signed_in(who)

    assert browser.get("/roster/transfers/").status_code == listed
    assert browser.post(f"/roster/transfers/{key}/withdraw/").status_code == 404
    assert browser.get(f"/roster/transfers/{key}/").status_code == 404
