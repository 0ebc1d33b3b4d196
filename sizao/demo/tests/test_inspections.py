"""The demo's inspections: two places looked at, one thing to mend."""

import datetime as dt

import pytest

from sizao.demo import dorms, inspections
from sizao.oversee.inspections import queries

pytestmark = pytest.mark.django_db


def test_two_places_are_inspected_and_one_finding_waits(cast, now):
    dorms.build_common(cast.school, since=now.date() - dt.timedelta(days=20))
    leader = cast.actor("principal", now)

    assert inspections.inspect_places({cast.school.id: leader}, now=now) == 2
    (finding,) = queries.list_findings(leader)
    assert (finding.item, finding.state) == ("HANDS", "ASSIGNED") and finding.state_due_at > now
