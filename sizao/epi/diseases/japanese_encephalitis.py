"""Japanese encephalitis (流行性乙型脑炎, 乙脑)."""

import datetime as dt

from sizao.epi.criteria import Test, all_of, any_of, at_least
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

JAPANESE_ENCEPHALITIS = Disease(
    key="japanese_encephalitis",
    zh="流行性乙型脑炎",
    en="Japanese encephalitis",
    initials="LXXYXNY",
    icd10=("A83.0",),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of("FEVER", at_least(2, "HEADACHE", "VOMITING", "CONSCIOUSNESS", "CONVULSION", "STIFF_NECK")),
        suspected=all_of("FEVER", any_of("CONSCIOUSNESS", "CONVULSION", "STIFF_NECK")),
        confirmed=all_of("FEVER", any_of(Test("IGM"), Test("PCR"), Test("IGG_RISE"), Test("CULTURE"))),
    ),
    incubation=period(Span(4, 21, "MEM", None, Trust.UNVERIFIED)),
    infectious=no_period("人不是传染源"),
    isolation=period(Span(0, 0, "MEM", None, Trust.UNVERIFIED, starts="体温正常", note="防蚊隔离至体温正常")),
    observation=no_period("不在人与人之间传播"),
    source="LAW2025",
    since=dt.date(2025, 9, 1),
    thresholds=("PHE-JE-5",),
    aliases=("乙脑",),
    return_note="凭痊愈证明复课",
)
