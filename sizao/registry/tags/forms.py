"""Check what is typed about tags."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.registry.tags import rules


def _translated(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(code, _(label)) for code, label in pairs]


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": _("填日期")}, **options)


class TagEnd(forms.Form):
    """What is done for someone who needs a measure, and until when."""

    measures = forms.MultipleChoiceField(
        label=_("要做什么"), widget=forms.CheckboxSelectMultiple, choices=_translated(rules.TagMeasure.pairs()),
        error_messages={"required": _("选要做什么")},
    )  # fmt: skip
    latest_day = _date(_("到哪天"), help_text=_("过了这天自动解除"))


class NewTag(TagEnd):
    """Someone who needs a measure for a time, and why."""

    reason = forms.ChoiceField(
        label=_("原因"), widget=forms.RadioSelect, choices=_translated(rules.TagReason.pairs()),
        error_messages={"required": _("选原因")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("说明"),
        max_length=rules.LONGEST_NOTE,
        required=False,
        help_text=_("只有校医、保健教师和疫情报告人看得到"),
    )
    field_order = ("reason", "measures", "latest_day", "note")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        usual = today + dt.timedelta(days=rules.USUAL_DAYS[rules.TagReason.RETURNEE])
        super().__init__(*args, initial={"latest_day": usual}, **kwargs)
