"""Telling something: what is kept, who told stands nowhere, the same comes once, a day has its limit."""

import dataclasses
import json
import threading

import pytest
from django.db import connection

from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.loops import MoveRefused
from sizao.detect.concerns import queries, services
from sizao.detect.concerns.apps import EVERYBODY
from sizao.detect.concerns.models import Concern, Sender
from sizao.detect.concerns.tests.conftest import read
from sizao.registry.policies import services as policies

TELLERS = ("teacher", "doctor", "health", "reporter", "principal", "dorm", "guard", "guardian", "counselor", "canteen")
STRANGERS = ("county", "province", "inspector", "auditor", "admin", "school_admin")
ELSEWHERE = ("neighbor", "foreign", "neighbor_principal")


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.mark.parametrize("who", TELLERS)
@pytest.mark.django_db
def test_everybody_of_a_school_may_tell(tell, who):
    row = read(tell(who))

    assert (row.state, row.name_words, row.signs, row.person_id) == ("NEW", "曹轩", ["COUGH", "FEVER"], None)


@pytest.mark.django_db
def test_roles_of_the_cast_are_all_that_may_tell(cast, now):
    assert {cast.actor(who, now).grants[0].role for who in TELLERS} == set(EVERYBODY)


@pytest.mark.parametrize(
    ("who", "error"), [*((who, Forbidden) for who in STRANGERS), *((who, NotVisible) for who in ELSEWHERE)]
)
@pytest.mark.django_db
def test_nobody_else_may_tell_and_another_school_is_unknown(tell, who, error):
    with pytest.raises(error):
        tell(who)
    assert not Concern.objects.whole_tree(reason="test").exists()


@pytest.mark.django_db
def test_who_told_stands_in_no_audit_history_fact_or_notice(cast, now, tell):
    """Search every column of every table for the account; only what is encrypted may know it."""
    before = _mentions(cast.users["guardian"])
    key = tell("guardian")
    user = cast.users["guardian"]

    assert _mentions(user) == before
    assert rows("SELECT user_id, role, action FROM audit_entry WHERE object_id = %s", str(key.id)) == [
        (None, "concerns: who told is kept apart", "concerns.concern.received")
    ]
    assert rows("SELECT moved_by FROM core_loopmove WHERE object_id = %s", key.id) == [(None,)]
    (payload,) = rows("SELECT payload FROM core_outbox WHERE fact = 'concerns.ConcernReceived'")
    assert set(json.loads(payload[0])) == {"school_id", "concern_id", "signs", "seen_on"}


def _mentions(user: int) -> dict[tuple[str, str], int]:
    """Count the rows that hold an account in a column of numbers, table by table."""
    columns = rows(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE c.table_schema = 'public' AND c.data_type = 'bigint'"
        " AND t.table_type = 'BASE TABLE' AND c.column_name NOT IN ('school_id', 'group_id')"
    )
    return {
        (table, column): count
        for table, column in columns
        if (count := rows(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', user)[0][0])
    }


@pytest.mark.django_db
def test_sender_is_sealed_and_not_in_the_concern(cast, now, tell):
    key = tell("guardian")
    sender = queries.find_sender(key.school_id, key.id)
    plain = f"{key.school_id}:{cast.users['guardian']}".encode()

    assert plain not in bytes(sender.sender_cipher) and plain not in bytes(sender.sender_hash)
    assert queries.user_of(sender) == cast.users["guardian"]
    assert not {one.attname for one in Concern._meta.get_fields() if "by" in one.attname.split("_")}


@pytest.mark.django_db
def test_teacher_picks_from_their_own_class_alone(cast, now, tell):
    own, other = cast.school.classes[0].people[3], cast.school.classes[1].people[3]
    row = read(tell("teacher", person_id=own))

    assert (row.person_id, row.group_id, row.name_words) == (own, cast.school.classes[0].id, "邓睿")
    for who, person in (("teacher", other), ("guardian", own), ("guard", own)):
        with pytest.raises(NotVisible):
            tell(who, person_id=person)


@pytest.mark.django_db
def test_guardian_learns_nothing_from_a_name(tell):
    """A name that is no pupil's is taken as one that is: the doctor matches, not the form."""
    known, unknown = read(tell(name_words="曹轩")), read(tell(name_words="无此人"))

    assert (known.person_id, known.group_id) == (unknown.person_id, unknown.group_id) == (None, None)


@pytest.mark.django_db
def test_place_is_picked_by_who_may_see_it(dorm, cast, tell):
    row = read(tell("dorm", about="PLACE", place_id=dorm.key.id, signs=("FOOD_WATER",)))
    assert (row.place_id, row.place_words, row.name_words) == (dorm.key.id, "1号宿舍楼", "")

    with pytest.raises((Forbidden, NotVisible)):
        tell("guardian", about="PLACE", place_id=dorm.key.id)
    with pytest.raises(NotVisible):
        tell("dorm", about="PLACE", place_id=new_id())


@pytest.mark.django_db
def test_bad_concern_keeps_nothing(tell):
    with pytest.raises(Invalid) as refused:
        tell(signs=(), name_words="")

    assert {one.field for one in refused.value.problems} == {"signs", "name_words"}
    assert not Concern.objects.whole_tree(reason="test").exists()


@pytest.mark.django_db
def test_same_sent_again_is_kept_once_and_other_content_is_refused(cast, now, said):
    new = said()
    guardian = cast.actor("guardian", now)
    first = services.send_concern(actor=guardian, now=now, new=new)
    assert services.send_concern(actor=guardian, now=now, new=new) == first == Key(new.school_id, new.id)

    for who, again in (("guardian", dataclasses.replace(new, note="在操场")), ("guard", new)):
        with pytest.raises(services.KeyReused):
            services.send_concern(actor=cast.actor(who, now), now=now, new=again)
    assert Concern.objects.whole_tree(reason="test").count() == Sender.objects.whole_tree(reason="test").count() == 1


@pytest.mark.django_db
def test_matching_by_the_doctor_does_not_make_a_repeat_another(cast, now, said, judge):
    new = said()
    guardian = cast.actor("guardian", now)
    key = services.send_concern(actor=guardian, now=now, new=new)
    judge("take_concern", key)
    judge("match_person", key, person_id=cast.school.classes[1].people[1])

    assert services.send_concern(actor=guardian, now=now, new=new) == key


@pytest.mark.django_db
def test_a_day_has_a_limit_for_each_sender(cast, now, tell, said):
    policies.set_value(
        actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, key="concerns.most_a_day", value=2,
        starts_on=now.date(),
    )  # fmt: skip
    tell()
    tell()
    with pytest.raises(services.TooManyConcerns) as refused:
        tell()
    tell("guard")

    assert "2件" in refused.value.text() and refused.value.http_status == 429
    assert Concern.objects.whole_tree(reason="test").count() == 3


def together(works) -> list[object]:
    """Run works at the same moment and give what each gave or raised."""
    barrier, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work) -> None:
        try:
            barrier.wait(10)
            found[place] = work()
        except SizaoError as refusal:
            found[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return found


def test_same_key_crossing_is_kept_once(committed_db, cast, now, said):
    new, guardian = said(), cast.actor("guardian", now)
    found = together([lambda: services.send_concern(actor=guardian, now=now, new=new)] * 4)

    assert found == [Key(new.school_id, new.id)] * 4
    assert Concern.objects.whole_tree(reason="test").count() == 1


def test_same_key_of_two_people_crossing_is_one_persons(committed_db, cast, now, said):
    new, actors = said(), [cast.actor(who, now) for who in ("guardian", "guard")]
    works = [lambda actor=actor: services.send_concern(actor=actor, now=now, new=new) for actor in actors]
    found = together(works)

    assert sorted(isinstance(one, services.KeyReused) for one in found) == [False, True]
    assert Sender.objects.whole_tree(reason="test").count() == 1


def test_limit_holds_when_many_cross(committed_db, cast, now, said):
    guardian = cast.actor("guardian", now)
    policies.set_value(
        actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, key="concerns.most_a_day", value=2,
        starts_on=now.date(),
    )  # fmt: skip
    news = [said() for _ in range(4)]
    found = together([lambda new=new: services.send_concern(actor=guardian, now=now, new=new) for new in news])

    assert sum(isinstance(one, services.TooManyConcerns) for one in found) == 2
    assert Concern.objects.whole_tree(reason="test").count() == 2


def test_two_doctors_at_once_take_once(committed_db, cast, now, tell):
    key = tell()
    actors = [cast.actor(who, now) for who in ("doctor", "health")]
    works = [lambda actor=actor: services.take_concern(actor=actor, now=now, key=key) for actor in actors]
    found = together(works)

    assert sorted(isinstance(one, MoveRefused) for one in found) == [False, True]
    assert read(key).state == "TAKEN"


def test_two_doctors_at_once_ask_the_class_once(committed_db, cast, now, taken, judge):
    keys = [taken(), taken("guard")]
    for key in keys:
        judge("match_person", key, person_id=cast.school.classes[1].people[1])
    actors = [cast.actor(who, now) for who in ("doctor", "health")]
    works = [
        lambda actor=actor, key=key: services.ask_class(actor=actor, now=now, key=key, symptoms=("FEVER",))
        for actor, key in zip(actors, keys, strict=True)
    ]
    found = together(works)

    assert sorted(isinstance(one, services.AlreadyAsked) for one in found) == [False, True]
    assert sorted(read(key).state for key in keys) == ["ASKED", "TAKEN"]
