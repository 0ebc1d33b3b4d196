"""Check what is typed about an absence."""

from django import forms
from django.utils.translation import gettext_lazy

from sizao.detect.checks.queries import AbsenceReason, Symptom

ARRIVED = "ARRIVED"
REASONS = [
    (code, gettext_lazy(label)) for code, label in AbsenceReason.pairs() if code != AbsenceReason.PENDING
] + [(ARRIVED, gettext_lazy("迟到已到校"))]  # fmt: skip
SYMPTOMS = [(code, gettext_lazy(label)) for code, label in Symptom.pairs()]


class CauseFields(forms.Form):
    """What is asked about an absence; what belongs to illness is shown for illness and injury."""

    reason = forms.ChoiceField(
        label=gettext_lazy("缺勤原因"), choices=REASONS, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("选缺勤原因")},
    )  # fmt: skip
    symptoms = forms.MultipleChoiceField(
        label=gettext_lazy("症状"), choices=SYMPTOMS, widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    onset_date = forms.DateField(
        label=gettext_lazy("发病日期"), required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )  # fmt: skip
    seen_doctor = forms.ChoiceField(
        label=gettext_lazy("是否就诊"), required=False, widget=forms.RadioSelect,
        choices=[("YES", gettext_lazy("已就诊")), ("NO", gettext_lazy("未就诊"))],
    )  # fmt: skip
    diagnosis = forms.CharField(
        label=gettext_lazy("诊断（家长告知）"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
