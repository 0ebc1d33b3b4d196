"""Use cases of policies: values, the calendar of units, the nation's days."""

from sizao.registry.policies.services.calendar import add_term, change_term, remove_days, remove_term, set_days
from sizao.registry.policies.services.national import import_national_days, seed_national_days
from sizao.registry.policies.services.values import reset_value, set_value

__all__ = [
    "add_term", "change_term", "import_national_days", "remove_days", "remove_term", "reset_value",
    "seed_national_days", "set_days", "set_value",
]  # fmt: skip
