"""Medical observation (医学观察) of contacts: until when, counted from the latest contact."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sizao.epi.thresholds.rules import Kind, Rule


class ObservationState(StrEnum):
    """Where a contact stands on a day."""

    UNDER_OBSERVATION = "UNDER_OBSERVATION"
    RELEASED = "RELEASED"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in contact with a case of a disease. disease: key of `epi.diseases`."""

    person: str
    disease: str
    last_contact_date: dt.date


@dataclass(frozen=True, slots=True)
class Observation:
    """until: the last day; the contact is free from the day after."""

    person: str
    rule: str
    disease: str
    last_contact_date: dt.date
    until: dt.date

    def state_on(self, day: dt.date) -> ObservationState:
        """Say where the contact stands on a day."""
        return ObservationState.UNDER_OBSERVATION if day <= self.until else ObservationState.RELEASED


def observations(rules: Iterable[Rule], contacts: Iterable[Contact]) -> list[Observation]:
    """Give one observation for each person and disease that a rule watches; a later contact moves the end."""
    latest: dict[tuple[str, str], dt.date] = {}
    for one in contacts:
        key = (one.person, one.disease)
        latest[key] = max(latest.get(key, one.last_contact_date), one.last_contact_date)
    watching = {rule.disease: rule for rule in rules if rule.kind is Kind.OBSERVE}
    return [
        Observation(person, watching[disease].id, disease, day, day + dt.timedelta(days=int(str(days))))
        for (person, disease), day in sorted(latest.items())
        if disease in watching and (days := watching[disease].params.get("days")) is not None
    ]
