"""What a bundle costs those who carry it out, in seconds a day; estimates, shown as such. source: PROJECT"""

from collections.abc import Mapping
from typing import Any

from sizao.core.burden.roles import Duty

# source: PROJECT
TEMPERATURE_SECONDS = 4
GATE_SECONDS = {"REGISTER": 600, "TEMPERATURE": 1800, "NO_VISITORS": 300, "NO_LEAVE": 600, "CLOSED": 1200}
DUTY_SECONDS = {"LEADER": 1800, "WEEKEND": 1000, "NIGHT": 1800, "HOTLINE": 900}
CHECKLIST_SECONDS = 300


def _teaching(count: Any, values: Mapping[str, Any], check_seconds: Mapping[str, float]) -> float:
    """Seconds of all class teachers: the reports, and the temperatures taken for them."""
    kind = "kindergarten" if count.is_kindergarten else "day_pupil"
    sessions = set(values[f"checks.sessions.{kind}"])
    if count.has_boarders and not count.is_kindergarten:
        sessions |= set(values["checks.sessions.boarder"])
    measured = sessions & set(values["checks.temperature_sessions"])
    reports = sum(check_seconds[session] for session in sessions)
    return count.classes * reports + count.pupils * len(measured) * TEMPERATURE_SECONDS


# Role, who has it, what the values cost all of them a day.
DUTIES: tuple[Duty, ...] = (
    ("HOMEROOM_TEACHER", lambda count: count.classes, _teaching),
    ("HEALTH_TEACHER", lambda count: count.schools,
     lambda count, values, _: count.schools * len(values["checklists.items"]) * CHECKLIST_SECONDS),
    ("GATE_GUARD", lambda count: count.schools,
     lambda count, values, _: count.schools * sum(GATE_SECONDS[one] for one in values["gate.measures"])),
    ("SCHOOL_LEADER", lambda count: count.schools,
     lambda count, values, _: count.schools * sum(DUTY_SECONDS[one] for one in values["duty.measures"])),
)  # fmt: skip
