"""What may be set where (`values`, `national`), and which days are school days (`calendar`)."""

from sizao.registry.policies.rules.calendar import DayKind, DayVerdict, missing_years, resolve_day
from sizao.registry.policies.rules.importing import NationalRow, parse_national
from sizao.registry.policies.rules.measures import MEASURES
from sizao.registry.policies.rules.national import GROUPS, NATIONAL, PROJECT, Session, basis_of, concerns, get_key
from sizao.registry.policies.rules.values import (
    HOLDS,
    BadPolicyValue,
    Kind,
    LooserThanAbove,
    PolicyKey,
    Refusal,
    Resolved,
    Setting,
    SlotNeverOpen,
    Tighter,
    UnknownPolicy,
    Value,
    check_tighter,
    check_window,
    read_value,
    resolve,
    show_value,
    tighten,
    write_value,
)

__all__ = [
    "GROUPS", "HOLDS", "MEASURES", "NATIONAL", "PROJECT", "BadPolicyValue", "DayKind", "DayVerdict", "Kind",
    "LooserThanAbove", "NationalRow", "PolicyKey", "Refusal", "Resolved", "Session", "Setting", "SlotNeverOpen",
    "Tighter", "UnknownPolicy", "Value", "basis_of", "check_tighter", "check_window", "concerns", "get_key",
    "missing_years", "parse_national", "read_value", "resolve", "resolve_day", "show_value", "tighten",
    "write_value",
]  # fmt: skip
