"""All writes of signals: judged from the line list, verified by people."""

from sizao.detect.signals.services.judging import judge_schools
from sizao.detect.signals.services.statistics import record_statistics
from sizao.detect.signals.services.verifying import (
    StillOpen,
    begin_verification,
    close_event,
    confirm_signal,
    dismiss_signal,
    note_report,
)

__all__ = [
    "StillOpen", "begin_verification", "close_event", "confirm_signal", "dismiss_signal", "judge_schools",
    "note_report", "record_statistics",
]  # fmt: skip
