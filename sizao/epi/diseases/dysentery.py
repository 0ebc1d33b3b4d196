"""Bacillary and amoebic dysentery (细菌性和阿米巴性痢疾)."""

import datetime as dt

from sizao.epi.criteria import Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

DYSENTERY = Disease(
    key="dysentery",
    zh="细菌性和阿米巴性痢疾",
    en="bacillary and amoebic dysentery",
    initials="XJXHAMBXLJ",
    icd10=("A03", "A06"),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of("DIARRHEA", any_of("BLOODY_STOOL", "TENESMUS"), Test("STOOL_WBC")),
        suspected=all_of("DIARRHEA", any_of("BLOODY_STOOL", "TENESMUS")),
        confirmed=all_of("DIARRHEA", any_of(Test("CULTURE"), Test("PCR"), Test("SMEAR"))),
    ),
    incubation=period(Span(1, 7, "MEM", None, Trust.UNVERIFIED, note="细菌性")),
    infectious=period(Span(0, 28, "MEM", None, Trust.UNVERIFIED, note="未治疗可排菌数周")),
    isolation=period(Span(7, 7, "CDCNOTES", 2014, starts="症状消失", note="或2次粪便培养阴性")),
    observation=period(
        Span(7, 7, "CDCNOTES", 2014, starts="末次接触"),
        Span(5, 5, "LEAVETABLE", None, starts="末次接触"),
        reason="取较严的一处",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-DYS-10", "HUZ-DYS-10"),
    returns=("RET-DYS",),
    observations=("OBS-DYS",),
    disinfection=("DIS-POLLUTED", "DIS-TOILET", "DIS-TABLEWARE"),
    aliases=("痢疾", "细菌性痢疾", "阿米巴性痢疾"),
)
