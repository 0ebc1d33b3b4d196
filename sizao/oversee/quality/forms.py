"""Check an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.oversee.quality.rules import LONGEST_ANSWER


class Answer(forms.Form):
    """What the unit says about its reports."""

    answer = forms.CharField(
        label=_("答复"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("写明怎样检查的")},
    )  # fmt: skip
