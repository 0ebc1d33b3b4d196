"""All writes of the line list: it follows the reports, and the doctor completes it."""

from sizao.detect.linelist.services.clinic import (
    Diagnosed,
    IllnessKey,
    NothingToChange,
    Presented,
    change_case,
    record_recovery,
    register_illness,
    withdraw_illness,
)
from sizao.detect.linelist.services.following import Well, follow_reports

__all__ = [
    "Diagnosed",
    "IllnessKey",
    "NothingToChange",
    "Presented",
    "Well",
    "change_case",
    "follow_reports",
    "record_recovery",
    "register_illness",
    "withdraw_illness",
]
