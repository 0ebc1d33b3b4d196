"""Cluster of unknown cause (群体性不明原因疾病): declared by a person, never by a line list."""

from sizao.epi.criteria import Group, Linked, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, no_period

UNEXPLAINED_CLUSTER = Disease(
    key="unexplained_cluster",
    zh="群体性不明原因疾病",
    en="cluster of unknown cause",
    initials="QTXBMYYJB",
    icd10=("R69",),
    notifiable=NotifiableClass.NONE,
    definition=CaseDefinition(
        clinical=all_of(any_of("FEVER", Group("G"), Group("R"), Group("Q"), Group("J"), "CONSCIOUSNESS"), Linked()),
    ),
    incubation=no_period("病因未明"),
    infectious=no_period("病因未明，按最严措施处理"),
    isolation=no_period("病因未明，按专家意见"),
    observation=no_period("病因未明，按专家意见"),
    source="PHEREG",
    since=2011,
    thresholds=("SIG-GROUP-UNKNOWN-24H", "PHE-2H", "PHE-POISON-3", "PHE-NEWDISEASE-1", "PHE-UNKPNEU-1"),
)
