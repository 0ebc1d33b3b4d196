"""The words that rule packs may use, and how they are said."""

from collections.abc import Mapping
from types import MappingProxyType

from sizao.epi.criteria import Word

SCHOOL_KINDS: Mapping[str, Word] = MappingProxyType(
    {
        "kindergarten": Word("幼儿园", "kindergarten"),
        "nursery": Word("托育机构", "nursery"),
        "primary": Word("小学", "primary school"),
        "junior": Word("初中", "junior high school"),
        "senior": Word("高中", "senior high school"),
        "vocational": Word("中等职业学校", "vocational school"),
        "university": Word("高等学校", "university"),
    }
)
SCHOOL = frozenset({"primary", "junior", "senior", "vocational", "university"})
# What a setting stands for; those outside of schools bind nobody here and are listed only.
SETTINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {kind: frozenset({kind}) for kind in SCHOOL_KINDS}
    | {"school": SCHOOL, "any": frozenset(SCHOOL_KINDS)}
    | {
        other: frozenset({other})
        for other in ("area", "household", "authority", "medical_institution", "cdc", "anyone")
    }
)
RECIPIENTS: Mapping[str, Word] = MappingProxyType(
    {
        "canteen": Word("食堂", "canteen"),
        "cdc": Word("疾控机构", "CDC"),
        "cdc_or_hospital": Word("疾控机构或医疗机构", "CDC or medical institution"),
        "city_education_office": Word("市级教育行政部门", "city education office"),
        "city_government": Word("市级政府", "city government"),
        "city_system": Word("市级系统", "city system"),
        "class_group": Word("班级", "class"),
        "class_reporter": Word("班级症状报告人", "class symptom reporter"),
        "clinic": Word("校医室", "school clinic"),
        "county_cdc": Word("县级疾控机构", "county CDC"),
        "county_education_office": Word("县级教育行政部门", "county education office"),
        "county_government": Word("县级政府", "county government"),
        "county_health_authority": Word("县级卫生行政部门", "county health authority"),
        "education_office": Word("教育行政部门", "education office"),
        "epidemic_reporter": Word("学校疫情报告人", "school epidemic reporter"),
        "government": Word("政府", "government"),
        "higher_health_authorities": Word("上级卫生行政部门", "higher health authorities"),
        "homeroom_teacher": Word("班主任", "homeroom teacher"),
        "inoculation_unit": Word("接种单位", "inoculation unit"),
        "inspectorate": Word("教育督导机构", "inspectorate"),
        "kindergarten": Word("托幼机构", "kindergarten"),
        "logistics": Word("后勤", "logistics"),
        "market_regulator": Word("市场监管部门", "market regulator"),
        "national_health_authority": Word("国务院卫生行政部门", "national health authority"),
        "national_reporting_system": Word("国家传染病网络直报系统", "national direct reporting system"),
        "platform": Word("平台", "platform"),
        "provincial_education_office": Word("省级教育行政部门", "provincial education office"),
        "provincial_government": Word("省级政府", "provincial government"),
        "school": Word("学校", "school"),
        "school_clinic": Word("校医室", "school clinic"),
        "township_health_center": Word("乡镇卫生院", "township health center"),
    }
)
# The moments from which deadlines run.
STARTS = frozenset(
    {
        "calendar_year", "confirmed_at", "day_start", "detected_at", "diagnosed_at", "event_closed_at", "month_start",
        "occurred_at", "previous_report_at", "received_at", "school_day", "stored_at", "term_start",
        "term_start_or_transfer", "week_start",
    }
)  # fmt: skip
