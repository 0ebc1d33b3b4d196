"""Check what is typed to open a register."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sizao.detect.absences.queries import LONGEST_DAYS


class Period(forms.Form):
    """The days of a tracking register, both included."""

    first = forms.DateField(
        label=gettext_lazy("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("结束日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what ends before it begins or is too long for one register."""
        values = self.cleaned_data
        first, until = values.get("first"), values.get("until")
        if first and until and not 0 <= (until - first).days < LONGEST_DAYS:
            words = _("结束日期不早于开始日期，最多{days}天").format(days=LONGEST_DAYS)
            raise forms.ValidationError(words)
        return values
