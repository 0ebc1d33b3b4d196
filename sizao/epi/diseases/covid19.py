"""COVID-19 (新型冠状病毒感染), class B since 2023-01-08."""

import datetime as dt

from sizao.epi.criteria import Group, Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

COVID19 = Disease(
    key="covid19",
    zh="新型冠状病毒感染",
    en="COVID-19",
    initials="XXGZBDGR",
    icd10=("U07.1",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(any_of("FEVER", Group("Q")), Linked()),
        suspected=any_of("FEVER", Group("Q")),
        confirmed=any_of(Test("PCR"), Test("ANTIGEN"), Test("CULTURE")),
    ),
    incubation=period(Span(1, 7, "MEM", None, Trust.UNVERIFIED)),
    infectious=period(Span(0, 10, "MEM", None, Trust.UNVERIFIED)),
    isolation=no_period("第七版可读部分没有固定天数：如实报告，感染期间延迟返校"),
    observation=no_period("乙类乙管后不判定密切接触者"),
    source="COV7",
    since=dt.date(2023, 2, 27),
    thresholds=("CLU-COV-2",),
    returns=("RET-COV",),
    disinfection=("DIS-VENT", "DIS-SURFACE"),
    aliases=("新冠", "新冠肺炎"),
)
