"""What a guardian may write and a gate may send, without a database."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from sizao.detect.screening.rules import Reading, SelfReport, problems_of_readings, problems_of_report

TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
RIGHT = SelfReport(uuid.uuid4(), 1, uuid.uuid4(), TODAY, "ILLNESS", ("FEVER",), TODAY, True)
READING = Reading(NOW, Decimal("36.5"), "S1")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"leave": "PRIVATE", "symptoms": (), "onset_date": None}, []),
        ({"leave": "HOLIDAY"}, ["leave"]),
        ({"symptoms": ()}, ["symptoms"]),
        ({"symptoms": ("PLAGUE",)}, ["symptoms"]),
        ({"day": TODAY - dt.timedelta(days=1)}, ["day"]),
        ({"day": TODAY + dt.timedelta(days=15)}, ["day"]),
        ({"onset_date": TODAY + dt.timedelta(days=1)}, ["onset_date"]),
        ({"onset_date": TODAY - dt.timedelta(days=61)}, ["onset_date"]),
    ],
)
def test_message(change, fields):
    problems = problems_of_report(replace(RIGHT, **change), today=TODAY, symptoms=("FEVER", "COUGH"))

    assert [one.field for one in problems] == fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"temperature_celsius": Decimal(367)}, "temperature_celsius"),
        ({"temperature_celsius": Decimal("29.9")}, "temperature_celsius"),
        ({"student_number": ""}, "student_number"),
        ({"person_id": uuid.uuid4()}, "student_number"),
        ({"taken_at": NOW + dt.timedelta(minutes=6)}, "taken_at"),
        ({"taken_at": NOW - dt.timedelta(hours=25)}, "taken_at"),
    ],
)
def test_reading(change, field):
    problems = problems_of_readings([READING, replace(READING, **change)], now=NOW)

    assert [(one.row, one.field) for one in problems] == ([(2, field)] if field else [])
