"""Keys in urls: written and read back, opened for those with posts there, 404 for everyone else."""

import uuid

import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key, KeyedConverter, open_key
from sizao.core.errors import Forbidden, NotVisible

ROW = uuid.UUID("0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")


def test_key_is_written_and_read_back():
    converter = KeyedConverter()

    assert converter.to_url(Key(10_000_007, ROW)) == "10000007~0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
    assert converter.to_python("10000007~0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b") == Key(10_000_007, ROW)


@pytest.fixture
def key(cast):
    return Key(cast.school.id, ROW)


def test_whoever_holds_the_right_in_the_school_opens_it_without_a_query(db, cast, key, now, django_assert_num_queries):
    people = [cast.actor(name, now) for name in ("teacher", "doctor")]

    with django_assert_num_queries(0):
        assert [open_key(actor, key, "roster.view") for actor in people] == [key, key]


def test_neighbor_gets_404_without_a_query(db, cast, key, now, django_assert_num_queries):
    neighbor = cast.actor("neighbor", now)

    with django_assert_num_queries(0), pytest.raises(NotVisible):
        open_key(neighbor, key, "roster.view")


def test_right_that_is_missing_in_ones_own_school_is_said(db, cast, key, now):
    with pytest.raises(Forbidden):
        open_key(cast.actor("teacher", now), key, "roster.edit")


def test_office_above_opens_it_by_its_own_rights_and_another_county_does_not(db, cast, key, now):
    assert open_key(cast.actor("county", now), key, "orgs.view") == key
    with pytest.raises(Forbidden):
        open_key(cast.actor("county", now), key, "roster.view")
    with pytest.raises(NotVisible):
        open_key(cast.actor("other_county", now), key, "orgs.view")


def test_school_that_does_not_exist_is_404_for_an_office(db, cast, now):
    with pytest.raises(NotVisible):
        open_key(cast.actor("province", now), Key(999_999_999, ROW), "orgs.view")


def test_someone_without_posts_opens_nothing_and_a_job_opens_all(db, key):
    with pytest.raises(NotVisible):
        open_key(Actor(1, "无岗位"), key, "roster.view")
    assert open_key(Actor.system("job"), key, "roster.view") == key
