"""Keys are version 7, carry their moment and keep the order in which they were made."""

import datetime as dt

from sizao.core.ids import new_id

MOMENT = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def test_key_is_a_version_7_uuid_of_its_moment():
    made = new_id(MOMENT)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(MOMENT.timestamp() * 1000)


def test_keys_of_one_moment_differ_and_sort_in_the_order_made():
    made = [new_id(MOMENT) for _ in range(2000)]
    assert made == sorted(made) and len(set(made)) == 2000
