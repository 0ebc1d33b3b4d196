"""Measles (麻疹)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

MEASLES = Disease(
    key="measles",
    zh="麻疹",
    en="measles",
    initials="MZ",
    icd10=("B05",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of("FEVER", "RASH", any_of("COUGH", "RED_EYES", "KOPLIK_SPOTS"), Linked()),
        suspected=all_of("FEVER", "RASH", any_of("COUGH", "RED_EYES", "KOPLIK_SPOTS")),
        confirmed=all_of("RASH", any_of(Test("IGM"), Test("PCR"), Test("CULTURE"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(6, 21, "CDCNOTES", 2014)),
    infectious=period(Span(0, 8, "MEM", None, Trust.UNVERIFIED, note="出疹前4天至后4天")),
    isolation=period(
        Span(5, 5, "LEAVETABLE", None, starts="出疹"),
        Span(4, 4, "CDCNOTES", 2021, starts="出疹", note="一市疾控问答"),
        Span(14, 14, "CDCNOTES", 2014, starts="出疹", note="合并肺炎；较早的表为10天"),
        reason="没有并发症时取较严的5天",
    ),
    observation=period(
        Span(21, 21, "CDCNOTES", 2014, starts="末次接触"),
        Span(14, 21, "LEAVETABLE", None, starts="末次接触"),
        reason="取较长的一处",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-MEAS-10", "HUZ-MEAS-2", "CLOSE-MEAS-CLASS-JS"),
    returns=("RET-MEAS",),
    observations=("OBS-MEAS",),
    disinfection=("DIS-VENT", "DIS-SURFACE"),
)
