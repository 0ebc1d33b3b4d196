"""Mumps (流行性腮腺炎)."""

import datetime as dt

from sizao.epi.criteria import Linked, Symptom, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, period

MUMPS = Disease(
    key="mumps",
    zh="流行性腮腺炎",
    en="mumps",
    initials="LXXSXY",
    icd10=("B26",),
    notifiable=NotifiableClass.C,
    definition=CaseDefinition(
        clinical=all_of("SWOLLEN_PAROTID", any_of("FEVER", Linked())),
        suspected=Symptom("SWOLLEN_PAROTID"),
        confirmed=all_of("SWOLLEN_PAROTID", any_of(Test("PCR"), Test("CULTURE"), Test("IGM"), Test("IGG_RISE"))),
    ),
    incubation=period(Span(14, 25, "CDCNOTES", 2014)),
    infectious=period(Span(0, 16, "MEM", None, Trust.UNVERIFIED, note="肿胀前7天至后9天")),
    isolation=period(
        Span(9, 9, "LEAVETABLE", None, starts="发病"),
        Span(10, 10, "CDCNOTES", 2021, starts="发病", note="一市疾控问答"),
        Span(21, 21, "CDCNOTES", 2014, starts="发病", note="一院的表写3周"),
        reason="同时要求腮腺肿胀完全消退，天数取最短的一处",
    ),
    observation=period(
        Span(21, 21, "CDCNOTES", 2014, starts="末次接触"),
        Span(25, 25, "JSTABLE", 2020, starts="末次接触"),
        reason="25天出自一张停课表，观察取通行的21天",
    ),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-MUMPS-10", "HUZ-MUMPS-5"),
    returns=("RET-MUMPS",),
    observations=("OBS-MUMPS",),
    disinfection=("DIS-SURFACE", "DIS-VENT"),
    aliases=("腮腺炎",),
)
