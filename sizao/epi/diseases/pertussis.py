"""Pertussis (百日咳)."""

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

PERTUSSIS = Disease(
    key="pertussis",
    zh="百日咳",
    en="pertussis",
    initials="BRK",
    icd10=("A37",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(
            "PAROXYSMAL_COUGH", any_of("WHOOP", "VOMITING", "COUGH_2_WEEKS"), any_of(Linked(), Test("WBC_HIGH"))
        ),
        suspected=all_of("PAROXYSMAL_COUGH", any_of("WHOOP", "VOMITING", "COUGH_2_WEEKS")),
        confirmed=all_of(any_of("COUGH", "PAROXYSMAL_COUGH"), any_of(Test("CULTURE"), Test("PCR"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(7, 21, "CDCNOTES", 2014, note="通常7至14天")),
    infectious=period(Span(0, 21, "PERT2024", 2024, Trust.VERIFIED, note="未治疗")),
    isolation=period(
        Span(5, 5, "PERT2024", 2024, Trust.VERIFIED, starts="有效抗生素治疗"),
        Span(21, 21, "PERT2024", 2024, Trust.VERIFIED, starts="发病", note="未治疗"),
        reason="同一方案的两种情形：治疗的5天，未治疗的21天",
    ),
    observation=period(Span(21, 21, "CDCNOTES", 2014, starts="末次接触")),
    source="PERT2024",
    since=2024,
    returns=("RET-PERT",),
    observations=("OBS-PERT",),
    disinfection=("DIS-VENT",),
    note="末例后21天无新发，聚集性疫情结束",
)
