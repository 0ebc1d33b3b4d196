"""Values written as COPY text arrive as they were."""

import datetime as dt
import uuid

from django.db import connection

from sizao.core.changesets import copying

MOMENT = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def test_values_arrive_as_they_were(db):
    names, numbers = ["安\\宁", "a\tb\nc", "", "NULL\\N\0"], [1, None, -3, 4]
    blobs, several = [b"\x00\\x", None, b"", b"ab"], [(), (b"\x01",), (b"\\", b"\x02"), ()]
    days, yes = [None, dt.date(2016, 2, 29), None, None], [True, False, None, True]
    block = copying.block([
        copying.texts(names), copying.texts_or_null(names), copying.plain_or_null(numbers),
        copying.bytes_or_null(blobs), copying.byte_arrays(several), copying.plain_or_null(days), copying.booleans(yes),
        copying.constant("x", 4),
    ])  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copied (a text, b text, c int, d bytea, e bytea[], f date, g bool, h text)")
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write(block)
        cursor.execute("SELECT * FROM copied")
        rows = cursor.fetchall()

    plain = [name.replace("\0", "") for name in names]
    assert [row[0] for row in rows] == plain
    assert [row[1] for row in rows] == [name or None for name in plain]
    assert [row[2] for row in rows] == numbers and [row[5] for row in rows] == days
    assert [row[3] for row in rows] == blobs
    assert [tuple(row[4]) for row in rows] == several
    assert [row[6] for row in rows] == yes and {row[7] for row in rows} == {"x"}


def test_keys_are_of_version_seven_and_in_order():
    made = [uuid.UUID(one) for one in copying.new_ids(MOMENT, 20_000)]

    assert len(set(made)) == 20_000 and sorted(made) == made
    assert {one.version for one in made} == {7} and {one.variant for one in made} == {uuid.RFC_4122}
