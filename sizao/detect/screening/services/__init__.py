"""All writes of screening: messages and readings (`reporting`), checks that come in a file (`uploads`)."""

from sizao.detect.screening.services.reporting import (
    AlreadyReported,
    Taken,
    send_report,
    take_readings,
    withdraw_report,
)
from sizao.detect.screening.services.uploads import (
    FileNoLongerKept,
    check_upload,
    commit_upload,
    discard_upload,
    start_upload,
)

__all__ = [
    "AlreadyReported",
    "FileNoLongerKept",
    "Taken",
    "check_upload",
    "commit_upload",
    "discard_upload",
    "send_report",
    "start_upload",
    "take_readings",
    "withdraw_report",
]
