"""Meningococcal meningitis (流行性脑脊髓膜炎, 流脑)."""

import datetime as dt

from sizao.epi.criteria import Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

MENINGOCOCCAL = Disease(
    key="meningococcal",
    zh="流行性脑脊髓膜炎",
    en="meningococcal meningitis",
    initials="LXXNJSMY",
    icd10=("A39",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of("FEVER", any_of("PETECHIAE", "STIFF_NECK"), Test("CSF")),
        suspected=all_of(
            "FEVER", any_of("PETECHIAE", "STIFF_NECK", "CONSCIOUSNESS"), any_of("HEADACHE", "VOMITING", "PETECHIAE")
        ),
        confirmed=all_of("FEVER", any_of(Test("CULTURE"), Test("PCR"), Test("ANTIGEN"), Test("SMEAR"))),
    ),
    incubation=period(Span(1, 10, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 10, "MEM", None, Trust.UNVERIFIED)),
    isolation=period(Span(7, 7, "LEAVETABLE", None, starts="发病", note="并且症状消失3天")),
    observation=period(
        Span(7, 7, "CDCNOTES", 2014, starts="末次接触"),
        Span(10, 10, "LEAVETABLE", None, starts="末次接触"),
        reason="取疾控的7天",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-MEN-3",),
    returns=("RET-MEN",),
    observations=("OBS-MEN",),
    disinfection=("DIS-VENT",),
    aliases=("流脑",),
)
