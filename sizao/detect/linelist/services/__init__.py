"""All writes of the line list: it follows the reports, and the doctor completes it."""

from sizao.detect.linelist.services.clinic import (
    NothingToChange,
    change_case,
    record_recovery,
    register_illness,
)
from sizao.detect.linelist.services.following import follow_reports

__all__ = ["NothingToChange", "change_case", "follow_reports", "record_recovery", "register_illness"]
