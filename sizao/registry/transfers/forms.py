"""Check what is typed about transfers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Groups = Sequence[tuple[int, str]]


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": _("填日期")}, **options)


def _short(label: Any, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs={"class": "short"}), **options)


class Receiving(forms.Form):
    """The school that is asked to take a pupil."""

    to_school = _short(
        _("接收学校"), 80, help_text=_("填全称或10位标识码"), error_messages={"required": _("填接收学校")}
    )


class Acceptance(forms.Form):
    """The class that takes a pupil, and from which day."""

    group_id = forms.TypedChoiceField(
        label=_("转入班级"), coerce=int,
        error_messages={"required": _("选班级"), "invalid_choice": _("选班级")},
    )  # fmt: skip
    moved_on = _date(_("从哪天起"), help_text=_("不能晚于今天"))

    def __init__(self, *args: Any, groups: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group_id"].choices = [("", "—"), *groups]


class Refusal(forms.Form):
    """Why a pupil is not taken."""

    reason = _short(_("不接收的原因"), 200, error_messages={"required": _("写明为什么不接收")})
