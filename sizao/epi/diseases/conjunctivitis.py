"""Acute hemorrhagic conjunctivitis (急性出血性结膜炎, 红眼病)."""

import datetime as dt

from sizao.epi.criteria import Symptom, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

CONJUNCTIVITIS = Disease(
    key="conjunctivitis",
    zh="急性出血性结膜炎",
    en="acute hemorrhagic conjunctivitis",
    initials="JXCXXJMY",
    icd10=("B30.3",),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of("RED_EYES", any_of("EYE_PAIN", "EYE_HEMORRHAGE")),
        suspected=Symptom("RED_EYES"),
        confirmed=all_of("RED_EYES", any_of(Test("PCR"), Test("ANTIGEN"), Test("CULTURE"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(1, 3, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 14, "MEM", None, Trust.UNVERIFIED)),
    isolation=period(Span(7, 10, "CDCNOTES", 2014, starts="发病", note="并且症状消失")),
    observation=period(Span(3, 3, "MEM", None, Trust.UNVERIFIED, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("HUZ-AHC-3",),
    returns=("RET-AHC",),
    disinfection=("DIS-SURFACE",),
    aliases=("红眼病",),
)
