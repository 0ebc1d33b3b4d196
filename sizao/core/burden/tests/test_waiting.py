"""Counts outside a transaction wait, so that entries do not queue for rows that all schools share."""

from sizao.core.actor import unit_by_id
from sizao.core.burden import services
from sizao.core.burden.models import Cost


def test_counts_outside_a_transaction_are_written_together(committed_db, cast, now, monkeypatch):
    group = unit_by_id(cast.school.classes[0].id)
    monkeypatch.setattr(services, "FLUSH_SECONDS", 3600)
    for _ in range(3):
        services.note(services.stamp("checks.MORNING", group, now=now), role="HOMEROOM_TEACHER", now=now)
    assert not Cost.objects.whole_tree(reason="test").exists()

    services.flush()
    assert sum(Cost.objects.whole_tree(reason="test").get(school_id=cast.school.id).counts) == 3
