"""Infectious diarrhea other than cholera, dysentery, typhoid and paratyphoid (其他感染性腹泻病)."""

import datetime as dt

from sizao.epi.criteria import Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

INFECTIOUS_DIARRHEA = Disease(
    key="infectious_diarrhea",
    zh="其他感染性腹泻病",
    en="other infectious diarrhea",
    initials="QTGRXFXB",
    icd10=("A04", "A08", "A09"),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of("DIARRHEA", any_of("VOMITING", "ABDOMINAL_PAIN", "FEVER")),
        suspected=any_of("DIARRHEA", "VOMITING"),
        confirmed=all_of("DIARRHEA", any_of(Test("PCR"), Test("ANTIGEN"), Test("CULTURE"))),
    ),
    incubation=period(Span(0, 7, "MEM", None, Trust.UNVERIFIED, note="因病原体而异")),
    infectious=period(Span(0, 14, "MEM", None, Trust.UNVERIFIED, note="因病原体而异")),
    isolation=period(Span(3, 3, "CDCNOTES", 2014, starts="症状消失", note="或检测阴性")),
    observation=period(Span(7, 7, "MEM", None, Trust.UNVERIFIED, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-DIARR-20",),
    returns=("RET-DIAR",),
    disinfection=("DIS-POLLUTED", "DIS-TOILET", "DIS-TABLEWARE"),
    aliases=("除霍乱、细菌性和阿米巴性痢疾、伤寒和副伤寒以外的感染性腹泻病", "感染性腹泻"),
    counted_with=("norovirus",),
)
