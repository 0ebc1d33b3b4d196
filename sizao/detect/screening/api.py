"""Thermal gates send what they measured; only what is too warm asks something of a class."""

import uuid
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from sizao.core import clock
from sizao.core.http import signed_in
from sizao.core.rest import Given, Moment, UnitId, coded, text
from sizao.detect.checks.queries import TemperatureSite
from sizao.detect.screening import rules, services

MOST_READINGS = 5000
router = Router()


class NewReading(Given):
    """One temperature of a pupil, named by student number or by the person's id."""

    student_number: text(30) = ""
    person_id: uuid.UUID | None = None
    taken_at: Moment
    temperature_celsius: Annotated[Decimal, Field(decimal_places=1)]
    temperature_site: coded(TemperatureSite) | None = None


class NewReadings(Given):
    """What the gates of one school measured."""

    school_id: UnitId
    readings: list[NewReading] = Field(min_length=1, max_length=MOST_READINGS)


class Taken(Schema):
    """How many readings came, how many were too warm, how many of these ask something new of a class."""

    received: int
    abnormal: int
    asked: int


@router.post("/readings", response=Taken, summary=_("上传测温"))
def take_readings(request: HttpRequest, sent: NewReadings) -> services.Taken:
    """Send at most 5,000 readings of one school: all are taken, or none and the answer lists every wrong row.

    A pupil at 37.3 ℃ or above stands as a question before the class's report; the class decides. Other readings are
    counted in the answer and not kept. Sent again, the same readings ask nothing new.
    """
    readings = [
        rules.Reading(
            taken_at=one.taken_at, temperature_celsius=one.temperature_celsius, student_number=one.student_number,
            person_id=one.person_id, site=one.temperature_site or "",
        )
        for one in sent.readings
    ]  # fmt: skip
    return services.take_readings(
        actor=signed_in(request), now=clock.now(), school_id=sent.school_id, readings=readings
    )
