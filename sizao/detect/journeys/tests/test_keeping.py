"""Answers are kept for the days of the policy after the return, and go with their parts."""

import datetime as dt

from sizao.core import partitions
from sizao.detect.journeys import services
from sizao.detect.journeys.models import Answer, FollowUp, Stay, Trip
from sizao.jobs import schedule

delete_due = next(one.run for one in schedule.TIMED if one.name == "retention")


def counts() -> set[int]:
    return {model.objects.whole_tree(reason="test").count() for model in (Answer, Stay, Trip, FollowUp)}


def test_answers_go_with_their_time(committed_db, cast, now, collect, say, away, risk):
    row = collect()
    say(row, away())
    at_risk = risk()
    doctor = cast.actor("doctor", now)
    (line,) = services.show_touched(actor=doctor, now=now, school_id=cast.school.id)
    services.decide(
        actor=doctor, now=now, school_id=cast.school.id, answer_id=line.touched.answer_id, risk_id=at_risk.id,
        outcome="NO_MEASURE", reason="没有出过站",
    )  # fmt: skip

    with partitions.owner_connection() as owner:
        partitions.ensure_partitions(
            owner, first=row.return_on, latest=row.return_on + dt.timedelta(days=75), app_role=None
        )

    delete_due(now + dt.timedelta(days=69))
    assert counts() == {1}
    delete_due(now + dt.timedelta(days=71))
    assert counts() == {0}
