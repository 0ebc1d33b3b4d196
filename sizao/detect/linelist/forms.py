"""Check what is typed about an illness: what was seen, what it is called, when it ended."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.detect.checks.queries import SevereSign, Symptom
from sizao.detect.linelist.rules import LONGEST_EXPOSURE, LONGEST_REASON, Status
from sizao.epi import diseases


def _labels(choices: type) -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in choices.pairs()]


def _diseases() -> list[tuple[str, str]]:
    return [
        ("", _("没有诊断")),
        *((one.key, one.zh if get_language().startswith("zh") else one.en) for one in diseases.ALL),
    ]


class DiseaseField(forms.ChoiceField):
    """A disease of the library, by its Chinese name."""

    def __init__(self, **options) -> None:
        super().__init__(label=_("诊断"), choices=_diseases, required=False, **options)


class Registration(forms.Form):
    """An illness that no report named."""

    symptoms = forms.MultipleChoiceField(
        label=_("症状"), choices=lambda: _labels(Symptom), required=False, widget=forms.CheckboxSelectMultiple
    )
    temperature = forms.DecimalField(
        label=_("体温"), required=False, min_value=30, max_value=45, max_digits=3, decimal_places=1,
        error_messages={"invalid": _("体温填30到45之间的数，如38.2")},
    )  # fmt: skip
    onset_date = forms.DateField(label=_("发病日期"), widget=forms.DateInput(attrs={"type": "date"}))
    severe_signs = forms.MultipleChoiceField(
        label=_("严重体征"), choices=lambda: _labels(SevereSign), required=False, widget=forms.CheckboxSelectMultiple
    )
    exposure = forms.CharField(
        label=_("共同就餐或饮水"), required=False, max_length=LONGEST_EXPOSURE,
        help_text=_("同一来源写同样的字，如：11月23日食堂午餐"),
    )  # fmt: skip
    disease = DiseaseField()
    status = forms.ChoiceField(label=_("诊断级别"), choices=lambda: [("", "—"), *_labels(Status)[:3]], required=False)
    is_hospitalised = forms.BooleanField(label=_("已住院"), required=False)
    is_new = forms.BooleanField(label=_("另一次患病，不是上次那次"), required=False)


class CaseChange(forms.Form):
    """A diagnosis, another one, or its exclusion."""

    disease = DiseaseField()
    status = forms.ChoiceField(label=_("诊断级别"), choices=lambda: _labels(Status))
    reason = forms.CharField(
        label=_("依据或原因"), required=False, max_length=LONGEST_REASON, help_text=_("排除要写原因")
    )


class Recovery(forms.Form):
    """When symptoms were gone and the temperature normal."""

    recovered_at = forms.DateTimeField(
        label=_("痊愈时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("症状消失、体温正常的时间"),
    )
