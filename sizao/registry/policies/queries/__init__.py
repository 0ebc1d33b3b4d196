"""What holds where (`plans`), who set it (`settings`), and what each day is (`days`)."""

from sizao.registry.policies.queries.burden import estimate_slots
from sizao.registry.policies.queries.days import (
    LocalDay,
    TermLine,
    check_term,
    get_term,
    list_local_days,
    list_lower_days,
    list_lower_terms,
    list_missing_years,
    list_national_days,
    list_terms,
    list_verdicts,
    may_import,
    national_days_of,
    paths_of,
    verdicts_with,
)
from sizao.registry.policies.queries.plans import (
    Plan,
    Tightening,
    chain_of,
    get_plan,
    get_resolved,
    known_years,
    list_kind_plans,
    list_plans,
    list_resolved,
    next_school_day,
    resolved_above,
    use_tightenings,
)
from sizao.registry.policies.queries.settings import (
    Affected,
    ClosesBelow,
    LowerSetting,
    SettingRow,
    affected_below,
    check_change,
    exempt_paths,
    list_lower_settings,
    list_settings,
)
from sizao.registry.policies.rules import MEASURES, PolicyKey, Value, get_key, read_value, show_value, write_value

__all__ = [
    "MEASURES", "Affected", "ClosesBelow", "LocalDay", "LowerSetting", "Plan", "PolicyKey", "SettingRow",
    "TermLine", "Tightening", "Value", "affected_below", "chain_of", "check_change", "check_term", "estimate_slots",
    "exempt_paths", "get_key", "get_plan", "get_resolved", "get_term", "known_years", "list_kind_plans",
    "list_local_days", "list_lower_days", "list_lower_settings", "list_lower_terms", "list_missing_years",
    "list_national_days", "list_plans", "list_resolved", "list_settings", "list_terms", "list_verdicts",
    "may_import", "national_days_of", "next_school_day", "paths_of", "read_value", "resolved_above",
    "show_value", "use_tightenings", "verdicts_with", "write_value",
]  # fmt: skip
