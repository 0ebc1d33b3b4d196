"""React to changes of the line list: judge the schools they happened in; tell of what was raised or revoked."""

import datetime as dt
from collections.abc import Sequence

from sizao.core import clock
from sizao.core.actor import Actor, units_by_id
from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template
from sizao.detect.linelist.facts import LineListChanged
from sizao.detect.signals import queries, services
from sizao.detect.signals.facts import SignalRaised, SignalRevoked
from sizao.detect.signals.rules import STATISTIC_KIND

JOB = Actor.system("signals: the line list changed")
KIND_WORDS = ("报告信号", "突发公共卫生事件", "聚集性疫情", "暴发", "停课建议", "统计信号")
WORD_OF = dict(zip(("REPORT_SIGNAL", "PHE", "CLUSTER", "OUTBREAK", "CLOSURE", STATISTIC_KIND), KIND_WORDS, strict=True))
RAISED = Template(
    "signals.raised", "{unit}出现{kind}{count}个，{day} {due}前处理。",
    {"unit": Param.UNIT, "kind": Param.WORD, "count": Param.COUNT, "day": Param.DAY, "due": Param.TIME},
    words=KIND_WORDS, is_urgent=True,
)  # fmt: skip
RAISED_WITHOUT_CLOCK = Template(
    "signals.raised_without_clock", "{unit}出现{kind}{count}个。",
    {"unit": Param.UNIT, "kind": Param.WORD, "count": Param.COUNT}, words=KIND_WORDS,
)  # fmt: skip
REVOKED = Template(
    "signals.revoked", "{unit}的{kind}已撤销，报出去的要更正。", {"unit": Param.UNIT, "kind": Param.WORD},
    words=KIND_WORDS, is_urgent=True,
)  # fmt: skip
TEMPLATES = (RAISED, RAISED_WITHOUT_CLOCK, REVOKED)
SCHOOL_ROLES = ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "SCHOOL_LEADER")
OFFICERS = {"COUNTY": "COUNTY_OFFICER", "CITY": "CITY_OFFICER", "PROVINCE": "PROVINCE_OFFICER"}
# Kinds that concern the office at once; a suggested closure is first the school's own.
TOLD_ABOVE = ("REPORT_SIGNAL", "PHE", "CLUSTER", "OUTBREAK", STATISTIC_KIND)


def judge(facts: Sequence[LineListChanged], *, now: dt.datetime) -> None:
    """Judge the schools whose line list changed."""
    services.judge_schools(actor=JOB, now=now, schools={fact.school_id for fact in facts})


def tell(facts: Sequence[SignalRaised], *, now: dt.datetime) -> None:
    """Tell the school's reporter, doctor and leader, and the office above, of what was raised; of its own an office."""
    schools = units_by_id({fact.school_id for fact in facts})
    found = queries.list_by_key([(fact.school_id, fact.signal_id) for fact in facts])
    messages = []
    for fact in facts:
        school, row = schools.get(fact.school_id), found.get(fact.signal_id)
        if school is None or row is None:
            continue
        parts = {"unit": school.name, "kind": WORD_OF[fact.kind], "count": 1}
        template = RAISED_WITHOUT_CLOCK
        if row.deadline is not None:
            template = RAISED
            parts |= {"day": clock.school_date(row.deadline), "due": row.deadline}
        to = [role_at(school.id, *SCHOOL_ROLES)]
        if row.unit_scope in OFFICERS:
            to = [role_at(school.id, OFFICERS[row.unit_scope])]
        elif fact.kind in TOLD_ABOVE and row.county_id:
            to.append(role_at(row.county_id, OFFICERS["COUNTY"]))
        messages.append(Message(template, tuple(to), _about(fact), parts, dedupe=f"signal:{fact.signal_id}"))
    notify.send_many(messages, now=now)


def tell_revoked(facts: Sequence[SignalRevoked], *, now: dt.datetime) -> None:
    """Tell the school that a report which has gone out is to be corrected; without a report nobody is disturbed."""
    schools = units_by_id({fact.school_id for fact in facts})
    found = queries.list_by_key([(fact.school_id, fact.signal_id) for fact in facts if fact.correction_due_to])
    messages = [
        Message(
            REVOKED, (role_at(fact.school_id, *SCHOOL_ROLES),), _about(fact),
            {"unit": schools[fact.school_id].name, "kind": WORD_OF[found[fact.signal_id].kind]},
            dedupe=f"revoked:{fact.signal_id}",
        )
        for fact in facts
        if fact.signal_id in found and fact.school_id in schools
    ]  # fmt: skip
    notify.send_many(messages, now=now)


def _about(fact: SignalRaised | SignalRevoked) -> About:
    return About(f"signals.signal:{fact.signal_id}", f"/signals/{Key(fact.school_id, fact.signal_id)}/")
