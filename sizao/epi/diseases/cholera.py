"""Cholera (霍乱)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

CHOLERA = Disease(
    key="cholera",
    zh="霍乱",
    en="cholera",
    initials="HL",
    icd10=("A00",),
    notifiable=NotifiableClass.A,
    definition=CaseDefinition(
        clinical=all_of("DIARRHEA", Linked()),
        suspected=any_of("RICE_WATER_STOOL", all_of("DIARRHEA", "VOMITING")),
        confirmed=all_of("DIARRHEA", any_of(Test("CULTURE"), Test("PCR"))),
    ),
    incubation=period(Span(0, 5, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 14, "MEM", None, Trust.UNVERIFIED)),
    isolation=period(Span(6, 6, "MEM", None, Trust.UNVERIFIED, starts="症状消失", note="并且粪便培养连续2次阴性")),
    observation=period(Span(5, 5, "MEM", None, Trust.UNVERIFIED, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-CHOL-1",),
    disinfection=("DIS-TOILET", "DIS-TABLEWARE"),
    return_note="凭定点医院证明复课",
)
