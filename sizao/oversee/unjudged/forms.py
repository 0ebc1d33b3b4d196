"""Check what an office writes of a concern."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.fields import choice_field
from sizao.detect.concerns.queries import DECIDED


def _said(label: Any, missing: Any) -> forms.CharField:
    widget, said = forms.Textarea(attrs={"rows": 2}), {"required": missing}
    return forms.CharField(
        label=label, max_length=200, widget=widget, error_messages=said, help_text=_("不写学生姓名；反映人看不到")
    )


class Closing(forms.Form):
    """How a concern ends, and why."""

    outcome = choice_field(_("办结结果"), [(one, one.label) for one in DECIDED], _("选办结结果"))
    reason = _said(_("核实到什么、做了什么"), _("写明核实到什么、做了什么"))


class Reopening(forms.Form):
    """Why a closed concern is taken up again."""

    reason = _said(_("重新办理的原因"), _("写明重新办理的原因"))
