"""Remove what imports leave behind: rows and files nobody came back to, and what an undo can no longer need."""

import datetime as dt

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.looped import move_many
from sizao.core.usecase import use_case
from sizao.registry.roster.models import Change, Changeset, StagedRow
from sizao.registry.roster.services.changesets import forget_file

ABANDONED_HOURS = 24
REASON = "job over all schools"


@use_case("roster.imports.cleared", permission="roster.clear")
def clear_imports(*, actor: Actor, now: dt.datetime) -> int:
    """Discard imports left alone for a day and forget rows that can no longer be undone; idempotent.

    returns: number of imports discarded.
    """
    since = now - dt.timedelta(hours=ABANDONED_HOURS)
    imports = Changeset.objects.whole_tree(reason=REASON)
    abandoned = list(imports.filter(state__in=("UPLOADED", "CHECKED"), state_since__lt=since).select_for_update())
    move_many(abandoned, "discard", actor=actor, now=now)
    for changeset in abandoned:
        forget_file(changeset, actor=actor, now=now)
    kept = imports.filter(undo_until__gte=now) | imports.filter(state__in=("UPLOADED", "CHECKED"))
    kept_ids = list(kept.values_list("id", flat=True))
    StagedRow.objects.whole_tree(reason=REASON).exclude(changeset_id__in=kept_ids).delete()
    Change.objects.whole_tree(reason=REASON).exclude(changeset_id__in=kept_ids).delete()
    usecase.touch(school_id=usecase.COUNTRY, kind="roster.imports", id=now.date().isoformat())
    return len(abandoned)
