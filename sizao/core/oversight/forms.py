"""Check what overseers type: what to look for, why to take it out, how far back to check."""

import datetime as dt
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sizao.core.oversight.queries import LONGEST_DAYS


def _date(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class _LongSelect(forms.Select):
    """A select of hundreds of choices, written at once: a template for each of them takes longer than all else."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if code == chosen else "", label) for code, label in self.choices),
        )
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), options)


class Search(forms.Form):
    """What entries to look for; `until` is typed as the latest day."""

    since = _date(label=_("从"), error_messages={"invalid": _("填日期"), "required": _("填日期")})
    until = _date(label=_("至"), error_messages={"invalid": _("填日期"), "required": _("填日期")})
    by = forms.ChoiceField(
        label=_("谁做的"), choices=[("", pgettext_lazy("who", "人")), ("all", _("人和系统"))], required=False
    )
    person = forms.CharField(label=_("姓名或用户名"), max_length=40, required=False)
    object = forms.CharField(label=_("对象编号或种类"), max_length=80, required=False)
    purpose = forms.CharField(label=_("用途"), max_length=60, required=False)
    has_purpose = forms.BooleanField(label=_("只看写明用途的"), required=False)
    user = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"] = forms.ChoiceField(
            label=_("做了什么"), choices=[("", _("全部")), *actions], required=False, widget=_LongSelect
        )

    def clean_object(self) -> str:
        """Take an id as it stands in an address, `<school>~<uuid>`, for the uuid alone."""
        return self.cleaned_data["object"].strip().rpartition("~")[2]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until:
            if until < since:
                self.add_error("until", gettext("不能早于开始日期"))
            elif (until - since).days >= LONGEST_DAYS and not values.get("object"):
                text = gettext("一次最多看{days}天；查一个对象时不限")
                self.add_error("until", text.format(days=LONGEST_DAYS))
        return values

    @property
    def day_after(self) -> dt.date:
        """The first day that is not looked at."""
        return self.cleaned_data["until"] + dt.timedelta(days=1)


class Export(forms.Form):
    """Why entries are taken out."""

    purpose = forms.CharField(
        label=_("导出用途"), max_length=200, min_length=2, help_text=_("会记入审计，并写在文件开头"),
        error_messages={"required": _("写明导出用途"), "min_length": _("写明导出用途")},
    )  # fmt: skip


class Check(forms.Form):
    """From which day on the chain is walked."""

    since = _date(label=_("从哪天查起"), required=False, help_text=_("不填从头查，条数多时要几分钟"))
