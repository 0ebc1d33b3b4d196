"""The demo's concerns: one is open, one is closed, and who told them is named nowhere."""

import pytest
from django.db import connection

from sizao.demo import concerns

pytestmark = pytest.mark.django_db


def test_one_waits_and_one_is_closed(cast, now):
    school = cast.school
    posts = {
        (school.id, "SCHOOL_LEADER"): cast.actor("principal", now),
        (school.id, "SCHOOL_DOCTOR"): cast.actor("doctor", now),
        (school.classes[0].id, "HOMEROOM_TEACHER"): cast.actor("teacher", now),
    }
    concerns.tell(school, posts, now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT about, state, outcome FROM concerns_concern ORDER BY about")
        assert cursor.fetchall() == [("PLACE", "CLOSED", "HANDLED"), ("UNKNOWN", "NEW", "")]
        cursor.execute("SELECT DISTINCT user_id FROM audit_entry WHERE object_kind = 'concerns.concern' ORDER BY 1")
        assert cursor.fetchall() == [(cast.users["doctor"],), (None,)]
