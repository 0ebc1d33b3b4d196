"""Food poisoning (食物中毒): one exposure, not one pathogen."""

from sizao.epi.criteria import Group, Linked, Test, all_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

FOOD_POISONING = Disease(
    key="food_poisoning",
    zh="食物中毒",
    en="food poisoning",
    initials="SWZD",
    icd10=("A05", "T62"),
    notifiable=NotifiableClass.NONE,
    definition=CaseDefinition(
        clinical=all_of(Group("G"), Linked()),
        suspected=Group("G"),
        confirmed=all_of(Group("G"), Test("TOXIN")),
    ),
    incubation=period(Span(0, 3, "MEM", None, Trust.UNVERIFIED, note="数分钟至3天，因致病因子而异")),
    infectious=no_period("中毒不传染；查明为感染性时按相应病种"),
    isolation=no_period("不需要隔离，症状消失即可"),
    observation=no_period("共同进餐者做健康随访，不做医学观察"),
    source="PHE2005",
    since=2005,
    thresholds=("PHE-FOOD-5", "PHE-FOOD-30"),
    disinfection=("DIS-TABLEWARE",),
    note="按同一暴露（同一餐次或饮水）计数",
)
