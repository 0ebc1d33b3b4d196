"""Run one piece of long work in the worker, to one of its ends."""

import logging
import uuid

from django.urls import reverse

from sizao.core import clock, scope
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import SizaoError
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.core.work import kinds, progress
from sizao.core.work.models import Work

log = logging.getLogger("sizao.work")
MACHINE = Actor.system("long work")
FAILURE_LENGTH = 300

ENDED = Template(
    "work.ended", "{title}{word}。", {"title": Param.TITLE, "word": Param.WORD}, words=("已完成", "没有完成")
)
TEMPLATES = (ENDED,)


def run(school_id: int, work_id: uuid.UUID) -> None:
    """Run what waits under this key; nothing happens when another worker has it or it was canceled."""
    work = _claim(school_id, work_id)
    if work is None:
        return
    try:
        with progress.telling(work):
            outcome = kinds.get(work.kind).run(work)
    except progress.Canceled:
        _end(work, "cancel")
    except SizaoError as refusal:
        _end(work, "fail", failure=refusal.text()[:FAILURE_LENGTH])
    except Exception:
        log.exception("long work %s failed", work_id)
        _end(work, "fail", failure="系统出错")
    else:
        _end(work, "finish", outcome={"counts": list(outcome.counts), "url": outcome.url})


def _claim(school_id: int, work_id: uuid.UUID) -> Work | None:
    now = clock.now()
    with scope.transaction(MACHINE):
        rows = Work.objects.filter(school_id=school_id, id=work_id, state="QUEUED")
        work = rows.select_for_update(skip_locked=True).first()
        if work is None:
            return None
        work.heard_at = now
        work.save(update_fields=["heard_at"])
        work.move("run", actor=MACHINE, now=now)
    return work


def _end(work: Work, move: str, *, outcome: dict | None = None, failure: str = "") -> None:
    """Close the work and tell its starter; a canceled one needs no word."""
    now = clock.now()
    with scope.transaction(MACHINE):
        row = Work.objects.select_for_update().get(school_id=work.school_id, id=work.id)
        if row.state != "RUNNING":
            return
        row.outcome, row.failure = outcome or {}, failure
        row.save(update_fields=["outcome", "failure"])
        row.move(move, actor=MACHINE, now=now)
        if move != "cancel":
            about = notify.About(f"work:{work.id}", reverse("work:work", args=[Key(work.school_id, work.id)]))
            to = notify.Person(work.started_by, work.unit_id)
            word = ENDED.words[0] if move == "finish" else ENDED.words[1]
            message = notify.Message(
                ENDED, (to,), about, {"title": kinds.get(work.kind).title, "word": word}, dedupe=str(work.id)
            )
            notify.send_many([message], now=now)
