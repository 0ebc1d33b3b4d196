"""Dengue (登革热)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of, at_least
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

DENGUE = Disease(
    key="dengue",
    zh="登革热",
    en="dengue",
    initials="DGR",
    icd10=("A90",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(
            "FEVER",
            at_least(2, "BODY_PAIN", "RASH", "FLUSHING", "HEADACHE", "PETECHIAE"),
            Test("PLATELETS_LOW"),
            Linked(),
        ),
        suspected=all_of("FEVER", at_least(2, "BODY_PAIN", "RASH", "FLUSHING", "HEADACHE", "PETECHIAE")),
        confirmed=all_of("FEVER", any_of(Test("PCR"), Test("ANTIGEN"), Test("CULTURE"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(1, 14, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 6, "MEM", None, Trust.UNVERIFIED, note="发病前1天至后5天经蚊传播")),
    isolation=period(Span(5, 5, "MEM", None, Trust.UNVERIFIED, starts="发病", note="防蚊隔离，并且热退24小时")),
    observation=no_period("不在人与人之间直接传播，防蚊灭蚊代替医学观察"),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("HUZ-DENG-3",),
    return_note="热退并经医生同意后复课",
)
