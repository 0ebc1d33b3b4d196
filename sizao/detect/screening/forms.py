"""Check what a guardian types, and that a file was chosen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.converters import Key, KeyedConverter
from sizao.detect.checks.queries import Symptom
from sizao.detect.screening.rules import Leave

Pairs = Sequence[tuple[str, str]]


class Report(forms.Form):
    """What the class needs to know: which child, why, since when; what has one answer is not asked."""

    child = forms.ChoiceField(label=_("孩子"), widget=forms.RadioSelect, error_messages={"required": _("选孩子")})
    leave = forms.ChoiceField(
        label=_("请假类别"), choices=[(code, _(label)) for code, label in Leave.pairs()], widget=forms.RadioSelect,
        initial="ILLNESS", error_messages={"required": _("选病假或事假")},
    )  # fmt: skip
    symptoms = forms.MultipleChoiceField(
        label=_("症状"), choices=[(code, _(label)) for code, label in Symptom.pairs()],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("选孩子的症状，说不清选其他")},
    )  # fmt: skip
    onset_date = forms.DateField(
        label=_("发病日期"), required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )  # fmt: skip
    seen_doctor = forms.ChoiceField(
        label=_("是否就诊"), required=False, widget=forms.RadioSelect,
        choices=[("YES", _("已就诊")), ("NO", _("未就诊"))],
    )  # fmt: skip
    day = forms.ChoiceField(label=_("哪天不到校"), widget=forms.RadioSelect, error_messages={"required": _("选日期")})
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, children: Pairs, days: Pairs, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["child"].choices = children
        self.fields["day"].choices = days
        self.fields["day"].initial = days[0][0] if days else None
        # Only an illness has symptoms.
        self.fields["symptoms"].required = self.data.get("leave", Leave.ILLNESS) == Leave.ILLNESS
        if len(children) == 1:
            self.fields["child"].widget = forms.HiddenInput()
            self.fields["child"].initial = children[0][0]

    def clean_child(self) -> Key:
        """Give the key of a child; the choices are the reader's own children."""
        return KeyedConverter().to_python(self.cleaned_data["child"])

    def clean_day(self) -> dt.date:
        """Give the day as a date."""
        return dt.date.fromisoformat(self.cleaned_data["day"])


class Upload(forms.Form):
    """A file of checks."""

    file = forms.FileField(
        label=_("晨检表"), help_text=_("xlsx或csv，每名患病或缺勤的学生一行，全班没有异常的班“学生”填0"),
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("选一个文件")},
    )  # fmt: skip
