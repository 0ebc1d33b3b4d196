"""Keys are version 7, carry their moment and keep the order in which they were made."""

import datetime as dt
import os

from sizao.core.ids import new_id

MOMENT = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def test_key_is_a_version_7_uuid_of_its_moment():
    made = new_id(MOMENT)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(MOMENT.timestamp() * 1000)


def test_keys_of_one_moment_differ_and_sort_in_the_order_made():
    made = [new_id(MOMENT) for _ in range(2000)]
    assert made == sorted(made) and len(set(made)) == 2000


def test_forked_process_does_not_go_on_with_the_random_parts_of_its_parent():
    new_id(MOMENT)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, "".join(str(new_id(MOMENT)) for _ in range(3)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(read, 4096).decode()
    of_child = {told[at : at + 36][-12:] for at in range(0, len(told), 36)}

    assert len(of_child) == 3
    assert not of_child & {str(new_id(MOMENT))[-12:] for _ in range(600)}
