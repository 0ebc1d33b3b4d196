"""Influenza-like illness (流感样病例)."""

from sizao.epi.criteria import Group, TemperatureAtLeast, all_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

ILI = Disease(
    key="ili",
    zh="流感样病例",
    en="influenza-like illness",
    initials="LGYBL",
    icd10=("J06", "J11"),
    notifiable=NotifiableClass.NONE,
    definition=CaseDefinition(clinical=all_of(TemperatureAtLeast(38.0), Group("Q"))),
    incubation=period(
        Span(0, 4, "CDCNOTES", 2014, note="数小时至4天"),
        Span(1, 7, "CDCNOTES", 2014, note="另一张表"),
        reason="按流感处理；范围较宽的一张表没有写明出处",
    ),
    infectious=period(Span(1, 7, "MEM", None, Trust.UNVERIFIED, note="发病前1天至病后约7天")),
    isolation=period(Span(48, 48, "ILI2018", 2018, Trust.VERIFIED, "hours", starts="体温正常、其他症状消失")),
    observation=no_period("症候群不单独规定医学观察期；确诊流感后按流感观察"),
    source="ILI2018",
    since=2018,
    thresholds=("OUT-ILI-10", "PHE-FLU-30", "CLOSE-ILI-CLASS-NEW5", "CLOSE-ILI-CLASS-PREV30", "HUZ-ILI-10"),
    returns=("RET-ILI",),
    disinfection=("DIS-SURFACE", "DIS-VENT"),
    is_syndrome=True,
    return_note="或遵医嘱",
)
