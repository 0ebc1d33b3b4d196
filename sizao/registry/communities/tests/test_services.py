"""A link with its history and its sealed phone; matters asked, answered, and followed up once when overdue."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection

from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.loops import MoveRefused
from sizao.core.tasks import queries as tasks
from sizao.demo.cast import COUNTY
from sizao.registry.accounts import queries as accounts
from sizao.registry.accounts import services as keeping
from sizao.registry.communities import queries, services
from sizao.registry.communities.models import Link
from sizao.registry.communities.services import Answer
from sizao.registry.communities.tests.conftest import LINK

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
JOB = Actor.system("test")


def answered(cast, row, now, *, who: str = "principal"):
    return services.record_answer(
        actor=cast.actor(who, now), now=now, school_id=row.school_id, matter_id=row.id,
        answer=Answer("田主任", now.date(), "已清理"),
    )  # fmt: skip


def overdue(cast, now, who: str = "principal") -> list:
    return [one for one in tasks.list_for(cast.actor(who, now), now) if one.kind == "communities.overdue"]


def shown(cast, now, *, who: str = "principal", purpose: str = "LIAISON") -> str:
    return services.reveal_phone(actor=cast.actor(who, now), now=now, school_id=cast.school.id, purpose=purpose)


def test_new_link_ends_the_earlier_one_and_keeps_its_phone(cast, link, now):
    link()
    link(at=now + 3 * DAY, contact="彭书记", post="社区书记", phone="")
    actor = cast.actor("principal", now)
    current, (past,) = queries.find_link(actor, cast.school.id), queries.list_past_links(actor, cast.school.id)

    assert (past.contact, past.valid_from, past.valid_to) == ("田主任", now.date(), now.date() + 3 * DAY)
    assert (current.contact, current.valid_from, current.valid_to) == ("彭书记", now.date() + 3 * DAY, None)
    assert shown(cast, now) == "13755550900"


@pytest.mark.parametrize(
    "code", ["430102001000", "441900003005", "442000001002", "460400100004", "620201001003", "429004001002"]
)
def test_code_begins_with_a_county_or_a_city_without_counties(link, code):
    assert link(code=code).code == code


@pytest.mark.parametrize(
    "code", ["999999001002", "430100001002", "430101001002", "430000001002", "440100001002", "500105001002"]
)
def test_code_of_no_county_is_refused(link, code):
    with pytest.raises(Invalid) as refused:
        link(code=code)

    assert [one.field for one in refused.value.problems] == ["code"]


@pytest.mark.parametrize("who", ["principal", "reporter", "school_admin"])
def test_those_who_keep_the_school_set_its_link(link, who):
    assert link(who=who).name == "学府街道学府社区"


@pytest.mark.parametrize(
    ("who", "error"),
    [("doctor", Forbidden), ("county", Forbidden), ("admin", Forbidden), ("neighbor_principal", NotVisible)],
)
def test_others_may_not_set_it(link, who, error):
    with pytest.raises(error):
        link(who=who)


def test_phone_is_sealed_and_every_look_is_on_record(cast, link, now):
    row = Link.objects.whole_tree(reason="test").get(id=link().id)
    assert b"13755550900" not in bytes(row.phone_cipher) and row.phone_last4 == "0900"

    assert shown(cast, now, purpose="EMERGENCY") == "13755550900"
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields, purpose FROM audit_entry WHERE action = 'communities.phone.revealed'")
        assert cursor.fetchall() == [(["phone"], "EMERGENCY")]


def test_phone_is_shown_to_nobody_else_and_for_a_purpose(cast, link, now):
    link()

    for who in ("county", "doctor"):
        with pytest.raises(Forbidden):
            shown(cast, now, who=who)
    with pytest.raises(Invalid):
        shown(cast, now, purpose="CURIOSITY")


def test_without_a_link_nobody_can_be_asked(ask):
    with pytest.raises(services.NoLink):
        ask()


def test_answer_is_recorded_once(cast, link, ask, now):
    link()
    row = answered(cast, ask(), now)

    assert (row.state, row.answered_by, row.answered_on, row.answer) == ("ANSWERED", "田主任", now.date(), "已清理")
    with pytest.raises(MoveRefused):
        answered(cast, row, now)


def test_overdue_matter_becomes_a_task_once_and_ends_with_the_answer(cast, link, ask, now):
    link()
    row = ask(days=5)
    assert services.remind_overdue(actor=JOB, now=now + 5 * DAY) == 0

    late = now + 6 * DAY
    assert services.remind_overdue(actor=JOB, now=late) == 1
    assert services.remind_overdue(actor=JOB, now=late + DAY) == 0
    (task,) = overdue(cast, late)
    assert "2026-11-28" in task.text and task.url == f"/communities/matters/{row.school_id}~{row.id}/"
    assert len(overdue(cast, late, "reporter")) == 1 and not overdue(cast, late, "doctor")

    answered(cast, row, late)
    assert not overdue(cast, late)
    assert services.remind_overdue(actor=JOB, now=late + 2 * DAY) == 0


def withdrawn(cast, row, now, *, who: str = "principal", reason: str = "社区已经自行清理"):
    return services.withdraw_matter(
        actor=cast.actor(who, now), now=now, school_id=row.school_id, matter_id=row.id, reason=reason
    )


def test_who_asked_takes_it_back_with_a_reason_and_its_task_goes(cast, link, ask, now):
    link()
    row, late = ask(days=1), now + 3 * DAY
    assert services.remind_overdue(actor=JOB, now=late) == 1
    with pytest.raises(Invalid):
        withdrawn(cast, row, late, reason="  ")

    row = withdrawn(cast, row, late)
    assert row.state == "WITHDRAWN" and not overdue(cast, late)
    made = queries.find_withdrawal(row)
    assert (made.at, made.by, made.reason) == (late, "赵校长", "社区已经自行清理")
    with connection.cursor() as cursor:
        cursor.execute("SELECT object_id FROM audit_entry WHERE action = 'communities.matter.withdrawn'")
        assert cursor.fetchall() == [(str(row.id),)]
    for act in (answered, withdrawn):
        with pytest.raises(MoveRefused):
            act(cast, row, late)
    assert services.remind_overdue(actor=JOB, now=late + DAY) == 0


@pytest.mark.parametrize(
    ("who", "error"),
    [("reporter", Forbidden), ("doctor", Forbidden), ("county", Forbidden), ("neighbor_principal", NotVisible)],
)
def test_nobody_else_takes_it_back(cast, link, ask, now, who, error):
    link()
    row = ask()

    with pytest.raises(error):
        withdrawn(cast, row, now, who=who)


def test_what_was_asked_by_one_who_left_is_taken_back_by_who_keeps_it(cast, link, ask, now):
    link()
    row = ask(who="reporter")
    for post in accounts.list_posts([cast.users["reporter"]], on=now.date()):
        keeping.revoke_post(actor=JOB, now=now, grant_id=post.id)

    assert withdrawn(cast, row, now).state == "WITHDRAWN"


def test_saying_the_same_again_changes_nothing(cast, link, now):
    first = link()

    assert link(at=now + DAY).id == first.id
    assert link(at=now + DAY, phone="").id == first.id
    assert queries.list_past_links(cast.actor("principal", now), cast.school.id) == []


def test_link_registered_meanwhile_is_named_before_it_is_replaced(cast, link, now):
    first = link()
    place = {"actor": cast.actor("reporter", now), "now": now, "school_id": cast.school.id}
    new = dataclasses.replace(LINK, contact="彭书记")

    with pytest.raises(services.LinkChanged) as refused:
        services.set_link(**place, new=new, seen="")
    assert "田主任" in refused.value.text()
    assert services.set_link(**place, new=new, seen=str(first.id)).contact == "彭书记"


def test_neighbor_knows_nothing_of_link_and_matter(cast, link, ask, now):
    link()
    row, neighbor = ask(), cast.actor("neighbor_principal", now)

    assert queries.find_link(neighbor, cast.school.id) is None
    with pytest.raises(NotVisible):
        queries.get_matter(neighbor, school_id=row.school_id, matter_id=row.id)


def test_county_counts_and_tells_a_missing_link_apart(cast, link, ask, now):
    link()
    ask(days=1)
    ask(days=9)
    lines = queries.list_schools(cast.actor("county", now), unit_by_id(COUNTY), now.date() + 3 * DAY)
    found = {one.school_id: (one.community, one.open, one.overdue) for one in lines}

    assert found[cast.school.id] == ("学府街道学府社区", 2, 1)
    assert found[cast.neighbor_school.id] == ("", 0, 0)
    assert cast.foreign_school.id not in found
    assert lines[-1].school_id == cast.school.id
