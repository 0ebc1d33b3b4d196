"""The new school year of many schools, done by the worker as the person who started it."""

import dataclasses

from django.urls import reverse

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.work import progress
from sizao.core.work.kinds import Kind, Outcome
from sizao.core.work.models import Work
from sizao.registry.accounts import queries as accounts
from sizao.registry.changes import queries
from sizao.registry.changes.services.years import WORK, roll_over


def _run(work: Work) -> Outcome:
    """Bring one school after the other into the year, each in a transaction; a conflict leaves its school alone."""
    now = clock.now()
    found = accounts.get_actors([work.started_by], on=clock.school_date(now)).get(work.started_by)
    if found is None:
        raise NotVisible()
    actor = dataclasses.replace(found, role=work.started_role)
    schools = queries.list_graded_schools(unit_by_id(work.unit_id), clock.school_date(now))
    progress.stage(1, total=len(schools))
    counts = dict.fromkeys(("升级的学校", "没有变化或有冲突的学校", "升级的班", "毕业的班", "毕业的学生", "新班"), 0)
    for done, school_id in enumerate(schools, start=1):
        try:
            plan = roll_over(actor=actor, now=now, school_id=school_id, **work.arguments)
        except SizaoError:
            counts["没有变化或有冲突的学校"] += 1
        else:
            for name, count in zip(counts, _counts(plan), strict=True):
                counts[name] += count
        progress.advance(done)
    return Outcome(tuple(counts.items()), reverse("changes:year", args=[work.unit_id]))


def _counts(plan: queries.YearPlan) -> tuple[int, ...]:
    return 1, 0, plan.count("UP"), plan.count("LEAVE"), plan.leaving, len(plan.fresh)


KINDS = (Kind(WORK, "学年升级", ("逐校升级",), "所学校", "已升级的学校保留，一天内可逐校撤回。", _run),)
