"""Typhoid and paratyphoid (伤寒和副伤寒)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of, at_least
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

TYPHOID = Disease(
    key="typhoid",
    zh="伤寒和副伤寒",
    en="typhoid and paratyphoid",
    initials="SHHFSH",
    icd10=("A01",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(
            "LASTING_FEVER",
            at_least(2, "SLOW_PULSE", "ROSE_SPOTS", "FATIGUE", "HEADACHE"),
            any_of(Linked(), Test("IGG_RISE")),
        ),
        suspected=all_of("LASTING_FEVER", any_of("SLOW_PULSE", "ROSE_SPOTS", "FATIGUE", "HEADACHE")),
        confirmed=all_of(any_of("LASTING_FEVER", "FEVER"), Test("CULTURE")),
    ),
    incubation=period(Span(3, 30, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 42, "MEM", None, Trust.UNVERIFIED, note="少数长期带菌")),
    isolation=period(
        Span(15, 15, "MEM", None, Trust.UNVERIFIED, starts="体温正常", note="或2次粪便培养阴性；没有读到原文")
    ),
    observation=period(Span(25, 25, "CDCNOTES", 2014, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-TYPH-5",),
    observations=("OBS-TYPH",),
    disinfection=("DIS-TOILET", "DIS-TABLEWARE"),
    aliases=("伤寒", "副伤寒"),
    return_note="国家文件没有写复课天数：凭痊愈证明复课",
)
