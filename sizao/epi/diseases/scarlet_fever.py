"""Scarlet fever (猩红热)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

SCARLET_FEVER = Disease(
    key="scarlet_fever",
    zh="猩红热",
    en="scarlet fever",
    initials="XHR",
    icd10=("A38",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(
            "FEVER", "RASH", any_of("SORE_THROAT", "STRAWBERRY_TONGUE"), any_of(Test("WBC_HIGH"), Linked())
        ),
        suspected=all_of("FEVER", "RASH", any_of("SORE_THROAT", "STRAWBERRY_TONGUE")),
        confirmed=all_of(any_of("FEVER", "RASH"), any_of(Test("CULTURE"), Test("ANTIGEN"))),
    ),
    incubation=period(
        Span(2, 12, "CDCNOTES", 2014),
        Span(1, 7, "LEAVETABLE", None),
        reason="取较宽的范围，与医学观察12天一致",
    ),
    infectious=period(Span(0, 21, "MEM", None, Trust.UNVERIFIED, note="有效治疗24小时后明显减弱")),
    isolation=period(
        Span(7, 7, "LEAVETABLE", None, starts="有效治疗"),
        Span(10, 10, "CDCNOTES", 2014, starts="有效治疗", note="另一张表"),
        Span(21, 21, "CDCNOTES", 2014, starts="发病", note="未治疗"),
        reason="同时要求症状消失；未治疗的按21天",
    ),
    observation=period(
        Span(12, 12, "CDCNOTES", 2014, starts="末次接触"),
        Span(7, 7, "JSTABLE", 2020, starts="末次接触", note="一地停课天数"),
        reason="取较严的一处",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-SCAR-10", "HUZ-SCAR-10"),
    returns=("RET-SCAR",),
    observations=("OBS-SCAR",),
    disinfection=("DIS-VENT", "DIS-SURFACE"),
)
