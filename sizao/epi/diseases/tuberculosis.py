"""Pulmonary tuberculosis (肺结核)."""

from sizao.epi.criteria import Linked, Test, all_of, any_of
from sizao.epi.diseases.disease import CaseDefinition, Disease, NotifiableClass, Span, Trust, no_period, period

TUBERCULOSIS = Disease(
    key="tuberculosis",
    zh="肺结核",
    en="pulmonary tuberculosis",
    initials="FJH",
    icd10=("A15", "A16"),
    notifiable=NotifiableClass.B,
    definition=CaseDefinition(
        clinical=all_of(Test("XRAY"), any_of("COUGH_2_WEEKS", "BLOODY_SPUTUM", Linked())),
        suspected=any_of("COUGH_2_WEEKS", "BLOODY_SPUTUM", Test("XRAY")),
        confirmed=any_of(Test("SMEAR"), Test("CULTURE"), all_of(Test("XRAY"), Test("PCR"))),
    ),
    incubation=period(Span(28, 730, "MEM", None, Trust.UNVERIFIED, note="感染后2年内发病最多")),
    infectious=period(Span(0, 60, "MEM", None, Trust.UNVERIFIED, note="病原学阳性者治疗前和治疗初期")),
    isolation=period(Span(60, 60, "TB2020", 2020, starts="规范治疗", note="病原学阴性者至少2个月；阳性者完成全疗程")),
    observation=no_period("接触者按筛查处理，不规定医学观察天数"),
    source="TB2020",
    since=2020,
    thresholds=("CLU-TB-3", "PHE-TB-10", "CLU-TB-2-SITE"),
    returns=("RET-TB",),
    disinfection=("DIS-VENT",),
    aliases=("结核", "结核病"),
    return_note="休学和复学证明由结核病定点医疗机构出具",
)
