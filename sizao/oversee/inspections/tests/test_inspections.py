"""Inspections of places: the checklist, the loop of a finding with its photo, who closes it, how it escalates."""

import datetime as dt
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core import dispatch, escalate
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.files.rules import WrongFileKind
from sizao.core.ids import new_id
from sizao.core.loops import MoveRefused, OtherPersonNeeded
from sizao.core.notify import queries as notices
from sizao.oversee.inspections import queries, services
from sizao.oversee.inspections.models import Finding
from sizao.oversee.inspections.rules import OfficeCloses, items_of, problems_of_answers
from sizao.oversee.inspections.services import Seen
from sizao.prepare.hygiene import queries as hygiene
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords
from sizao.registry.policies import services as policies

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = (
    b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")
)  # fmt: skip


def photo(content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile("整改.png", content)


@pytest.fixture
def room(cast, now) -> Key:
    key = new_id(now)
    made = [NewPlace("LIBRARY", PlaceWords("图书馆", owner_role="DORM_KEEPER"), key)]
    places.add_places(actor=JOB, now=now, school_id=cast.school.id, places=made)
    return Key(cast.school.id, key)


@pytest.fixture
def inspect(cast, now, room):
    """Inspect as one of the cast; bad: words by item. Gives the keys of what was found."""

    def run(who: str = "health", **bad: str) -> list[Key]:
        answers = {one.code: "BAD" if one.code in bad else "GOOD" for one in items_of("LIBRARY")}
        made = services.inspect_place(actor=cast.actor(who, now), now=now, key=room, seen=Seen(answers, bad))
        rows = Finding.objects.whole_tree(reason="test").filter(inspection_id=made).order_by("id")
        return [Key(one.school_id, one.id) for one in rows]

    return run


def rectify(cast, now, key: Key, who: str = "dorm", upload=None, note: str = "已拖干") -> None:
    services.rectify_finding(actor=cast.actor(who, now), now=now, key=key, note=note, photo=upload or photo())


def state(key: Key) -> str:
    return Finding.objects.whole_tree(reason="test").get(school_id=key.school_id, id=key.id).state


def told(cast, now, who: str) -> list[str]:
    return [one.text for one in notices.list_own(cast.actor(who, now))[0]]


@pytest.mark.parametrize("kind", ["LIBRARY", "CANTEEN", "DORM_ROOM", "GATE", "BUILDING"])
def test_checklist_is_short_and_every_answer_is_asked_for(kind):
    items = items_of(kind)
    assert 3 <= len(items) <= 7

    good = {one.code: "GOOD" for one in items}
    assert problems_of_answers(kind, good, {}) == []
    assert [one.field for one in problems_of_answers(kind, good | {"CLEAN": "BAD"}, {"CLEAN": " "})] == ["note_CLEAN"]
    assert len(problems_of_answers(kind, {}, {})) == len(items)


def test_good_place_has_a_result_and_no_finding(cast, now, room, inspect):
    assert inspect() == []
    assert len(queries.list_of_place(room.school_id, room.id)) == 1


def test_finding_goes_from_assigned_to_closed_by_another_person(cast, now, inspect):
    (key,) = inspect(CLEAN="墙角有积水")
    dispatch.dispatch(now=now)
    assert told(cast, now, "dorm") == ["场所检查发现1个问题，最早2026-11-25前整改，附照片。"]

    rectify(cast, now, key)
    dispatch.dispatch(now=now)
    assert state(key) == "RECTIFIED" and told(cast, now, "health") == ["1个场所问题已整改，等您复查。"]

    services.close_finding(actor=cast.actor("principal", now), now=now, key=key)

    assert state(key) == "CLOSED"
    row = queries.get_finding(cast.actor("dorm", now), key)
    assert [one.move for one in row.history()] == ["close", "rectify", "start"]
    assert [one.proof for one in row.history()][1] == f"file:{row.file_id}" and row.state_due_at is None


def test_rectifying_needs_words_and_a_picture(cast, now, inspect):
    (key,) = inspect(CLEAN="有积水")
    with pytest.raises(Invalid):
        services.rectify_finding(actor=cast.actor("dorm", now), now=now, key=key, note="已拖干", photo=None)
    with pytest.raises(Invalid):
        rectify(cast, now, key, note=" ")
    with pytest.raises(WrongFileKind):
        rectify(cast, now, key, upload=photo(b"%PDF-1.4\n%%EOF\n"))
    assert state(key) == "ASSIGNED"


def test_whoever_rectified_does_not_close_and_what_an_office_found_an_office_closes(cast, now, inspect):
    (own,), (above,) = inspect(CLEAN="有积水"), inspect("inspector", AGENT="没有标签")
    rectify(cast, now, own, who="principal")
    rectify(cast, now, above)

    with pytest.raises(OtherPersonNeeded):
        services.close_finding(actor=cast.actor("principal", now), now=now, key=own)
    with pytest.raises(OfficeCloses):
        services.close_finding(actor=cast.actor("health", now), now=now, key=above)
    services.close_finding(actor=cast.actor("county", now), now=now, key=above)

    assert (state(own), state(above)) == ("RECTIFIED", "CLOSED")


def test_sent_back_with_a_reason_it_has_a_new_deadline(cast, now, inspect):
    (key,) = inspect(CLEAN="有积水")
    with pytest.raises(MoveRefused):
        services.close_finding(actor=cast.actor("health", now), now=now, key=key)
    rectify(cast, now, key)
    later = now + dt.timedelta(hours=5)

    services.return_finding(actor=cast.actor("health", later), now=later, key=key, reason="墙角还有")

    row = queries.get_finding(cast.actor("health", now), key)
    assert (row.state, row.state_due_at) == ("ASSIGNED", later + dt.timedelta(hours=48))


def test_hours_come_from_policy_and_overdue_is_told_upward(cast, now, inspect):
    policies.set_value(
        actor=JOB,
        now=now,
        unit_id=430_102,
        key="inspections.rectify_hours",
        value=24,
        starts_on=now.date(),
        reason="严",
    )
    (key,) = inspect(CLEAN="有积水")
    due = now + dt.timedelta(hours=24)
    assert queries.get_finding(cast.actor("health", now), key).state_due_at == due

    for hours, who in ((1, "health"), (25, "principal"), (73, "county")):
        at = due + dt.timedelta(hours=hours)
        escalate.run(now=at)
        assert any("场所问题整改" in text for text in told(cast, at, who)), who


def test_who_inspects_who_rectifies_and_who_must_not_know(cast, now, room, inspect):
    (key,) = inspect("county", CLEAN="有积水")
    for who, refusal in (("dorm", Forbidden), ("doctor", Forbidden), ("neighbor_principal", NotVisible),
                         ("other_county", NotVisible)):  # fmt: skip
        with pytest.raises(refusal):
            inspect(who, CLEAN="有积水")
    for who, refusal in (("county", Forbidden), ("teacher", NotVisible), ("neighbor_principal", NotVisible)):
        with pytest.raises(refusal):
            rectify(cast, now, key, who=who)


def test_office_counts_open_findings_by_school(cast, now, inspect):
    (key, _other) = inspect(CLEAN="有积水", AGENT="没有标签")
    assert hygiene.count_findings([key.school_id]) == {key.school_id: 2}

    rectify(cast, now, key)
    services.close_finding(actor=cast.actor("health", now), now=now, key=key)

    assert hygiene.count_findings([key.school_id, cast.neighbor_school.id]) == {key.school_id: 1}


def test_pages_lead_from_the_label_to_the_closed_finding(cast, now, room, signed_in):
    assert "检查这里" in signed_in("inspector").get(f"/places/{room}/").content.decode()
    assert "检查这里" not in signed_in("dorm").get(f"/places/{room}/").content.decode()
    values = {f"item_{one.code}": "GOOD" for one in items_of("LIBRARY")} | {"item_CLEAN": "BAD"}
    refused = signed_in("health").post(f"/inspections/places/{room}/new/", values)
    assert refused.status_code == 422 and "写明发现什么问题" in refused.content.decode()

    signed_in("health").post(f"/inspections/places/{room}/new/", values | {"note_CLEAN": "墙角有积水"})
    page = signed_in("dorm").get("/inspections/").content.decode()
    assert "墙角有积水" in page and "待整改" in page
    row = Finding.objects.whole_tree(reason="test").get()
    where = f"/inspections/findings/{row.school_id}~{row.id}/"
    bad = signed_in("dorm").post(where, {"which": "rectify", "note": "已拖干"})
    assert bad.status_code == 422 and "已拖干" in bad.content.decode()
    signed_in("dorm").post(where, {"which": "rectify", "note": "已拖干", "photo": photo()})
    assert "下载整改照片" in signed_in("health").get(where).content.decode()
    signed_in("health").post(where, {"which": "close"})

    assert "已销号" in signed_in("county").get(where).content.decode()
    assert "墙角有积水" in signed_in("county").get("/inspections/?show=closed").content.decode()
