"""Tell the units concerned what is changed and from when."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from sizao.core.actor import units_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.registry.changes.facts import UnitChangeStepped
from sizao.registry.changes.rules import Kind, Step

TOLD = Template(
    "changes.stepped", "“{unit}”{kind}{step}，{day}起。",
    {"unit": Param.UNIT, "kind": Param.WORD, "step": Param.WORD, "day": Param.DAY},
    words=(*(kind.label for kind in Kind), *(step.label for step in Step)),
)  # fmt: skip
TEMPLATES = (TOLD,)
RECIPIENTS = {
    "SCHOOL": ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "ADMINISTRATOR"),
    "COUNTY": ("COUNTY_OFFICER", "ADMINISTRATOR"),
    "CITY": ("CITY_OFFICER", "ADMINISTRATOR"),
    "PROVINCE": ("PROVINCE_OFFICER", "ADMINISTRATOR"),
}


def on_unit_change(facts: Sequence[UnitChangeStepped], *, now: dt.datetime) -> None:
    """Send one notice to those in charge of every unit concerned."""
    units = units_by_id({one for fact in facts for one in (fact.unit_id, *fact.told_ids)})
    messages = []
    for fact in facts:
        parts = {
            "unit": units[fact.unit_id].name, "kind": Kind(fact.kind).label, "step": Step(fact.step).label,
            "day": fact.starts_on,
        }  # fmt: skip
        about = notify.About(f"changes.{fact.change_id}", reverse("changes:change", args=[fact.change_id]))
        dedupe = f"{fact.change_id}.{fact.step}.{fact.starts_on}"
        messages += [
            notify.Message(TOLD, (notify.role_at(to, *RECIPIENTS[units[to].level]),), about, parts, dedupe=dedupe)
            for to in fact.told_ids
            if units[to].level in RECIPIENTS
        ]
    notify.send_many(messages, now=now)
