"""Uploads too long for a page: judged and written by the worker, as the person who sent them."""

import uuid

from django.urls import reverse

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.work.kinds import Kind, Outcome
from sizao.core.work.models import Work
from sizao.detect.screening.models import Upload
from sizao.detect.screening.services import uploads
from sizao.registry.accounts import queries as accounts

STAGES, KEEPS = ("读取文件", "逐班核对"), "取消后没有写入任何报告，可以重新核对。"


def _run_check(work: Work) -> Outcome:
    return _outcome(uploads.check_upload(**_arguments(work)))


def _run_commit(work: Work) -> Outcome:
    return _outcome(uploads.commit_upload(**_arguments(work)))


def _arguments(work: Work) -> dict:
    now = clock.now()
    actor = accounts.get_actor(work.started_by, on=clock.school_date(now), role=work.started_role)
    return {"actor": actor, "now": now, "key": Key(work.school_id, uuid.UUID(work.about_id))}


def _outcome(row: Upload) -> Outcome:
    counts = (("班级报告", row.counts["reports"]), ("有误", len(row.problems)))
    return Outcome(counts, reverse("screening:upload", args=[Key(row.school_id, row.id)]))


KINDS = (
    Kind(uploads.CHECK_WORK, "晨检表核对", STAGES, "步", KEEPS, _run_check),
    Kind(uploads.COMMIT_WORK, "晨检表写入", ("读取文件", "写入"), "步", KEEPS, _run_commit),
)
