"""Remove what imports leave behind: rows and files nobody came back to, and what an undo can no longer need."""

import datetime as dt

from django.db.models import Q

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.looped import move_many
from sizao.core.usecase import use_case
from sizao.registry.imports.models import Change, Changeset, StagedRow
from sizao.registry.imports.services.changesets import forget_file

ABANDONED_HOURS = 24
OPEN = ("UPLOADED", "CHECKED")
REASON = "job over all schools, one at a time"


@use_case("imports.imports.cleared", permission="imports.clear")
def clear_imports(*, actor: Actor, now: dt.datetime) -> int:
    """Discard imports left alone for a day and forget rows that can no longer be undone; idempotent.

    returns: number of imports discarded.
    """
    since = now - dt.timedelta(hours=ABANDONED_HOURS)
    abandoned = Changeset.objects.whole_tree(reason=REASON).filter(state__in=OPEN, state_since__lt=since)
    schools = set(abandoned.values_list("school_id", flat=True).distinct())
    for model in (StagedRow, Change):
        schools.update(model.objects.whole_tree(reason=REASON).values_list("school_id", flat=True).distinct())
    usecase.touch(school_id=usecase.COUNTRY, kind="roster.imports", id=now.date().isoformat())
    return sum(_clear_school(school_id, since, actor=actor, now=now) for school_id in sorted(schools))


def _clear_school(school_id: int, since: dt.datetime, *, actor: Actor, now: dt.datetime) -> int:
    imports = Changeset.objects.whole_tree(reason=REASON).filter(school_id=school_id)
    abandoned = list(imports.filter(state__in=OPEN, state_since__lt=since).select_for_update(skip_locked=True))
    move_many(abandoned, "discard", actor=actor, now=now)
    for changeset in abandoned:
        forget_file(changeset, actor=actor, now=now)
    kept = list(imports.filter(Q(state__in=OPEN) | Q(undo_until__gte=now)).values_list("id", flat=True))
    for model in (StagedRow, Change):
        rows = model.objects.whole_tree(reason=REASON).filter(school_id=school_id)
        rows.exclude(changeset_id__in=kept).delete()
    return len(abandoned)
