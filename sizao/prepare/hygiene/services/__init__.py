"""All writes of hygiene: the plan (`planning`), records (`recording`), reminder (`reminding`),
what is taken out (`exporting`)."""

from sizao.prepare.hygiene.services.exporting import export_register
from sizao.prepare.hygiene.services.planning import Wanted, retire_line, set_line
from sizao.prepare.hygiene.services.recording import Outcome, Said, record, record_below, take_back
from sizao.prepare.hygiene.services.reminding import remind_missing

__all__ = [
    "Outcome", "Said", "Wanted", "export_register", "record", "record_below", "remind_missing", "retire_line",
    "set_line", "take_back",
]  # fmt: skip
