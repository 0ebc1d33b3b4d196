"""Imports too long for a page: checked and written by the worker, as the person who started them."""

import dataclasses
import uuid

from django.urls import reverse

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.work.kinds import Kind, Outcome
from sizao.core.work.models import Work
from sizao.registry.accounts import queries as accounts
from sizao.registry.imports import queries
from sizao.registry.imports.models import RowKind
from sizao.registry.imports.services import changesets, committing, importing


def _starter(work: Work) -> Actor:
    """Give who started it with the posts of today.

    raises: NotVisible when the account is gone.
    """
    actor = accounts.get_actors([work.started_by], on=clock.today()).get(work.started_by)
    if actor is None:
        raise NotVisible()
    return dataclasses.replace(actor, role=work.started_role)


def _run_check(work: Work) -> Outcome:
    actor, changeset_id = _starter(work), uuid.UUID(work.about_id)
    importing.check_import(actor=actor, now=clock.now(), school_id=work.school_id, changeset_id=changeset_id)
    changeset = queries.get_changeset(actor, school_id=work.school_id, changeset_id=changeset_id)
    return Outcome(_in_words(changeset.counts), reverse("imports:import", args=[Key(work.school_id, changeset_id)]))


def _run_commit(work: Work) -> Outcome:
    changeset_id = uuid.UUID(work.about_id)
    written = committing.commit_import(
        actor=_starter(work), now=clock.now(), school_id=work.school_id, changeset_id=changeset_id
    )
    return Outcome(_in_words(written), reverse("imports:import", args=[Key(work.school_id, changeset_id)]))


def _in_words(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((kind.label, counts[kind]) for kind in RowKind if counts.get(kind))


KINDS = (
    Kind(
        changesets.CHECK_WORK, "名册校验", ("读取文件", "逐行校验", "与名册比较"), "行",
        "取消后名册没有变化，可以重新校验。", _run_check,
    ),
    Kind(changesets.COMMIT_WORK, "名册写入", ("写入名册",), "步", "取消后名册没有变化，可以重新写入。", _run_commit),
)  # fmt: skip
