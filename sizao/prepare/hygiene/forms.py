"""Check what is typed about a plan, and about what was not done as planned."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.words import WEEKDAYS
from sizao.prepare.hygiene.rules import LONGEST_NOTE, NUMBER_LABELS, Default, Numbers, Work

KIND, PLACE = "kind:", "place:"


def _number(label: str, unit: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=_(label), required=False, min_value=1, help_text=unit,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": _("填大于0的整数"), "min_value": _("填大于0的整数")},
    )  # fmt: skip


class PlanLine(forms.Form):
    """A line of the plan; of a national line only where, how often, how long, how strong and with what."""

    place = forms.ChoiceField(label=_("哪里"), error_messages={"required": _("选哪类场所，或哪一处")})
    work = forms.ChoiceField(
        label=_("做什么"), choices=[(code, _(label)) for code, label in Work.pairs()], widget=forms.RadioSelect,
        error_messages={"required": _("选做什么")},
    )  # fmt: skip
    what = forms.CharField(
        label=_("对什么做"),
        max_length=60,
        help_text=_("如：门把手和课桌"),
        error_messages={"required": _("写明对什么做")},
    )
    times = _number("每天次数", "")
    minutes = _number("每次分钟", "")
    mg_per_l = _number("有效氯浓度", "mg/L")
    agent = forms.CharField(label=_("消毒剂"), max_length=30, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("只在星期几"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        choices=[(place, _(word)) for place, word in enumerate(WEEKDAYS, start=1)],
        help_text=_("都不选：每个上学日"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]],
        default: Default | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            (_("一类场所"), [(f"{KIND}{code}", label) for code, label in kinds]),
            (_("一处"), [(f"{PLACE}{code}", label) for code, label in places]),
        ]
        if default is not None:
            for name in ("work", "what", "weekdays"):
                del self.fields[name]
            for name in NUMBER_LABELS:
                if getattr(default.least, name) is None:
                    del self.fields[name]
                else:
                    self.fields[name].required = True
                    self.fields[name].error_messages["required"] = _("填大于0的整数")
            if default.least.mg_per_l is None:
                del self.fields["agent"]

    def wanted(self) -> dict[str, Any]:
        """Give the values that the service takes, without the code."""
        values = self.cleaned_data
        kind, _sign, place = values["place"].partition(":")
        return {
            "place_kind": place if kind == "kind" else "", "place_id": uuid.UUID(place) if kind == "place" else None,
            "work": values.get("work", ""), "what": values.get("what", ""), "agent": values.get("agent", ""),
            "numbers": Numbers(*(values.get(name) for name in ("times", "minutes", "mg_per_l"))),
            "weekdays": tuple(values.get("weekdays", ())),
        }  # fmt: skip


class Deviation(forms.Form):
    """What was not done as planned, and what was the matter and was done."""

    missed = forms.MultipleChoiceField(
        label=_("哪几条没按计划做"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("选计划里的哪几条")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("什么情况，做了什么"), max_length=LONGEST_NOTE, help_text=_("如：消毒液用完，领到后下午补做"),
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("写明什么情况、做了什么")},
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lines:
            self.fields["missed"].choices = lines
        else:
            del self.fields["missed"]
