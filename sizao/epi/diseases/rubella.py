"""Rubella (风疹)."""

import datetime as dt

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

RUBELLA = Disease(
    key="rubella",
    zh="风疹",
    en="rubella",
    initials="FZ",
    icd10=("B06",),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of("RASH", any_of("NODE_SWELLING", Linked()), "FEVER"),
        suspected=all_of("RASH", any_of("FEVER", "NODE_SWELLING")),
        confirmed=all_of("RASH", any_of(Test("IGM"), Test("PCR"), Test("CULTURE"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(14, 21, "CDCNOTES", 2014)),
    infectious=period(Span(0, 14, "MEM", None, Trust.UNVERIFIED, note="出疹前7天至后7天")),
    isolation=period(
        Span(5, 5, "CDCNOTES", 2014, starts="出疹"),
        Span(7, 7, "LEAVETABLE", None, starts="出疹次日"),
        reason="取疾控的5天；当地表可在规则与日历中收紧",
    ),
    observation=period(
        Span(21, 21, "CDCNOTES", 2014, starts="末次接触"),
        Span(0, 0, "LEAVETABLE", None, starts="末次接触", note="一张表不要求观察"),
        reason="取较严的一处",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-RUB-10", "HUZ-RUB-5"),
    returns=("RET-RUB",),
    observations=("OBS-RUB",),
    disinfection=("DIS-VENT",),
)
