"""Write reports as a client does and send them."""

import json

from sizao.core.actor import Actor
from sizao.core.ids import new_id

URL = "/api/v1/checks"
JOB = Actor.system("test")


def report(cast, now, *, group: int = 0, **changes) -> dict:
    """Write a report of one of the school's classes as a client sends it."""
    built = cast.school.classes[group]
    values = {
        "id": str(new_id(now)), "school_id": cast.school.id, "group_id": built.id, "day": str(now.date()),
        "session": "MORNING",
    }  # fmt: skip
    return {**values, **changes}


def feverish(cast, number: int = 0, **changes) -> dict:
    """Write an entry about a pupil of the first class."""
    person = str(cast.school.classes[0].people[number])
    return {"person_id": person, "symptoms": ["FEVER"], "temperature_celsius": 38.5, **changes}


def send(client, body, **headers):
    """Post a report or a list of them as JSON."""
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)
