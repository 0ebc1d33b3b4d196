"""Hepatitis A and E (甲型、戊型病毒性肝炎)."""

import datetime as dt

from sizao.epi.criteria import Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

HEPATITIS_AE = Disease(
    key="hepatitis_ae",
    zh="甲型/戊型病毒性肝炎",
    en="hepatitis A and E",
    initials="JWXBDXGY",
    icd10=("B15", "B17.2"),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(any_of("JAUNDICE", "FATIGUE"), Test("LIVER_ENZYMES")),
        suspected=all_of("JAUNDICE", any_of("FATIGUE", "FEVER")),
        confirmed=all_of(any_of("JAUNDICE", "FATIGUE", Test("LIVER_ENZYMES")), any_of(Test("IGM"), Test("PCR"))),
    ),
    incubation=period(
        Span(5, 45, "CDCNOTES", 2014, note="甲型"),
        Span(15, 70, "MEM", None, Trust.UNVERIFIED, note="戊型"),
        reason="学校以甲型为主",
    ),
    infectious=period(Span(0, 28, "MEM", None, Trust.UNVERIFIED, note="黄疸前2周至后1周最强")),
    isolation=period(
        Span(21, 21, "CDCNOTES", 2014, starts="发病"),
        Span(40, 40, "LEAVETABLE", None, starts="发病", note="较早的表"),
        reason="取疾控的21天",
    ),
    observation=period(
        Span(45, 45, "CDCNOTES", 2014, starts="末次接触"),
        Span(42, 42, "LEAVETABLE", None, starts="末次接触"),
        Span(40, 40, "LEAVETABLE", None, starts="末次接触"),
        reason="与最长潜伏期一致",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-HEPA-5",),
    returns=("RET-HEPA",),
    observations=("OBS-HEPA",),
    disinfection=("DIS-TABLEWARE", "DIS-TOILET"),
    aliases=("甲肝", "戊肝", "甲型肝炎", "戊型肝炎"),
)
