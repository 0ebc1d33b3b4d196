"""What may be set where (`values`, `national`), and which days are school days (`calendar`)."""

from sizao.registry.policies.rules.calendar import DayKind, DayVerdict, missing_years, resolve_day
from sizao.registry.policies.rules.national import NATIONAL, PROJECT, Session, get_key
from sizao.registry.policies.rules.values import (
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
    check_tighter,
    check_window,
    read_value,
    resolve,
    show_value,
    write_value,
)

__all__ = [
    "NATIONAL",
    "PROJECT",
    "BadPolicyValue",
    "DayKind",
    "DayVerdict",
    "Kind",
    "LooserThanAbove",
    "PolicyKey",
    "Refusal",
    "Resolved",
    "Session",
    "Setting",
    "SlotNeverOpen",
    "Tighter",
    "UnknownPolicy",
    "check_tighter",
    "check_window",
    "get_key",
    "missing_years",
    "read_value",
    "resolve",
    "resolve_day",
    "show_value",
    "write_value",
]
