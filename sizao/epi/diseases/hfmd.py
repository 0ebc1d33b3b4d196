"""Hand, foot and mouth disease (手足口病)."""

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

HFMD = Disease(
    key="hfmd",
    zh="手足口病",
    en="hand, foot and mouth disease",
    initials="SZKB",
    icd10=("B08.4",),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of("HAND_FOOT_RASH", any_of("MOUTH_ULCERS", "FEVER")),
        suspected=any_of("HAND_FOOT_RASH", all_of("MOUTH_ULCERS", Linked())),
        confirmed=all_of(any_of("HAND_FOOT_RASH", "MOUTH_ULCERS"), any_of(Test("PCR"), Test("CULTURE"))),
    ),
    incubation=period(Span(2, 10, "CDCNOTES", 2014, note="平均3至5天")),
    infectious=period(Span(0, 14, "MEM", None, Trust.UNVERIFIED, note="发病第1周最强")),
    isolation=period(
        Span(14, 14, "CDCNOTES", 2014, starts="发病"),
        Span(7, 7, "MEM", None, Trust.UNVERIFIED, starts="症状消失", note="较早的国家指南，凭记忆"),
        reason="较早指南的一条没有读到原文，取较严的14天并要求结痂",
    ),
    observation=period(
        Span(10, 10, "MEM", None, Trust.UNVERIFIED, starts="末次接触", note="接触者的观察天数没有读到原文")
    ),
    source="HFMD2012",
    since=2012,
    thresholds=(
        "CLU-HFMD-CLASS-2",
        "CLU-HFMD-UNIT-5",
        "OUT-HFMD-UNIT-10",
        "CLU-HFMD-HOME-2",
        "CLOSE-HFMD-ADVICE",
        "HUZ-HFMD-5",
        "CLOSE-HFMD-CLASS-BJ",
        "CLOSE-HFMD-UNIT-BJ",
        "CLOSE-HFMD-LZ",
    ),
    returns=("RET-HFMD",),
    observations=("OBS-HFMD",),
    disinfection=("DIS-SURFACE", "DIS-TABLEWARE"),
)
