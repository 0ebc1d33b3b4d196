"""Norovirus infection (诺如病毒感染), reported under other infectious diarrhea."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

NOROVIRUS = Disease(
    key="norovirus",
    zh="诺如病毒感染",
    en="norovirus infection",
    initials="NRBDGR",
    icd10=("A08.1",),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of(any_of("VOMITING", "DIARRHEA"), Linked()),
        suspected=any_of("VOMITING", "DIARRHEA"),
        confirmed=all_of(any_of("VOMITING", "DIARRHEA", "ABDOMINAL_PAIN"), any_of(Test("PCR"), Test("ANTIGEN"))),
    ),
    incubation=period(Span(12, 72, "CDCNOTES", 2014, unit="hours")),
    infectious=period(Span(0, 3, "MEM", None, Trust.UNVERIFIED, starts="症状消失", note="排毒可更久")),
    isolation=period(
        Span(72, 72, "CDCNOTES", 2014, unit="hours", starts="症状完全消失"),
        Span(3, 3, "LEAVETABLE", None, starts="症状完全消失", note="一市的表写3天"),
        reason="两处数字相同，取按小时计的一处",
    ),
    observation=period(Span(3, 3, "CDCNOTES", 2014, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("CLU-NORO-5", "OUT-NORO-20", "PHE-DIARR-20", "HUZ-NORO-10"),
    returns=("RET-NORO",),
    observations=("OBS-NORO",),
    disinfection=("DIS-NORO-VOMIT", "DIS-NORO-SURFACE"),
    aliases=("诺如", "诺如病毒"),
    note="按其他感染性腹泻病报告",
)
