"""Varicella (水痘); not notifiable nationally, some places manage it as class C."""

from sizao.epi.criteria import Linked, Symptom, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

VARICELLA = Disease(
    key="varicella",
    zh="水痘",
    en="varicella (chickenpox)",
    initials="SD",
    icd10=("B01",),
    notifiable=NotifiableClass.NONE,
    definition=CaseDefinition(
        clinical=all_of("BLISTERS", any_of("FEVER", Linked())),
        suspected=Symptom("BLISTERS"),
        confirmed=all_of("BLISTERS", any_of(Test("PCR"), Test("CULTURE"), Test("IGM"), Test("IGG_RISE"))),
    ),
    incubation=period(
        Span(10, 24, "CDCNOTES", 2014, Trust.VERIFIED),
        Span(12, 21, "LEAVETABLE", None),
        reason="取上海疾控的范围，另一张表没有写明出处",
    ),
    infectious=period(Span(0, 7, "MEM", None, Trust.UNVERIFIED, note="出疹前1至2天到全部结痂")),
    isolation=period(
        Span(14, 14, "CDCNOTES", 2014, Trust.VERIFIED, starts="发病"),
        Span(0, 0, "LEAVETABLE", None, starts="全部结痂", note="只要求结痂"),
        Span(21, 21, "LEAVETABLE", None, starts="发病", note="部分教育局"),
        reason="上海疾控与江苏的表一致：结痂并且不少于14天",
    ),
    observation=period(Span(21, 21, "CDCNOTES", 2014, Trust.VERIFIED, starts="末次接触")),
    source="CDCNOTES",
    since=2014,
    thresholds=("PHE-VAR-10", "HUZ-VAR-5", "CLOSE-VAR-CLASS-JS"),
    returns=("RET-VAR",),
    observations=("OBS-VAR",),
    disinfection=("DIS-SURFACE", "DIS-VENT"),
)
