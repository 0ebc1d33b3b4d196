"""Influenza (流行性感冒)."""

import datetime as dt

from sizao.epi.criteria import Group, Linked, TemperatureAtLeast, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

INFLUENZA = Disease(
    key="influenza",
    zh="流行性感冒",
    en="influenza",
    initials="LXXGM",
    icd10=("J10", "J11"),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of(TemperatureAtLeast(38.0), Group("Q"), Linked()),
        suspected=all_of(TemperatureAtLeast(38.0), Group("Q")),
        confirmed=all_of(
            any_of("FEVER", Group("Q")), any_of(Test("PCR"), Test("ANTIGEN"), Test("CULTURE"), Test("IGG_RISE"))
        ),
    ),
    incubation=period(
        Span(0, 4, "CDCNOTES", 2014, note="数小时至4天"),
        Span(1, 7, "CDCNOTES", 2014, note="另一张表"),
        reason="取与医学观察4天一致的一张；另一张没有写明出处",
    ),
    infectious=period(Span(1, 7, "MEM", None, Trust.UNVERIFIED, note="发病前1天至病后约7天")),
    isolation=period(Span(48, 48, "ILI2018", 2018, Trust.VERIFIED, "hours", starts="体温正常、其他症状消失")),
    observation=period(Span(4, 4, "CDCNOTES", 2014, starts="末次接触")),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("CLOSE-ILI-CLASS-SEVERE2",),
    returns=("RET-ILI",),
    observations=("OBS-FLU",),
    disinfection=("DIS-SURFACE", "DIS-VENT"),
    aliases=("流感",),
    return_note="按流感样病例复课，或遵医嘱",
)
