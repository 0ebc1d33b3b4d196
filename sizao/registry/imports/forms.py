"""Check what is typed on the pages of an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": _("填日期")}, **options)


class Upload(forms.Form):
    """A roster file, and the day from which its classes hold."""

    file = forms.FileField(
        label=_("名册文件"), help_text=_("xlsx或csv，第一行是列名，至少要有姓名和班级"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}), error_messages={"required": _("选一个文件")},
    )  # fmt: skip
    effective_on = _date(_("生效日期"), help_text=_("转班和新入学从这一天算起，不能晚于今天"))


class Day(forms.Form):
    """The day from which the classes of a file hold, corrected before it is written."""

    effective_on = _date(_("生效日期"))
