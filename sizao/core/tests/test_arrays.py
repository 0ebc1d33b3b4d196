"""What is written as an array comes back from the database as it was."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection

from sizao.core import arrays, clock

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, 5, 7, 123456, clock.SHANGHAI)
VALUES = {
    "int": [0, -7, None],
    "bigint": [2**63 - 1, None],
    "numeric": [Decimal("38.5"), None],
    "boolean": [True, False, None],
    "uuid": [uuid.UUID(int=1), None],
    "date": [NOON.date(), None],
    "timestamptz": [NOON, None],
    "bytea": [b'\x00\\"', b"", None],
    "text": ["", "NULL", None, 'a "b" \\ {c}, 晨检\n', "'; --", " ", "%s"],
}


@pytest.mark.parametrize("kind", arrays.WRITERS)
def test_values_come_back_unchanged(kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT v FROM unnest(%s::{kind}[]) AS t(v)", [arrays.literal(VALUES[kind], kind)])
        found = [bytes(row[0]) if kind == "bytea" and row[0] is not None else row[0] for row in cursor.fetchall()]

    assert found == VALUES[kind]


def test_no_rows_are_empty_columns():
    assert arrays.columns([], (("idx", "int"), ("note", "text"))) == ["{}", "{}"]
