"""Check what is typed on the pages of rules and the school calendar."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sizao.registry.policies.rules import DayKind, Kind, PolicyKey

LONGEST_DAYS = 60
LARGEST_FILE = 256 * 1024
REASON = {"required": _("写明原因")}


def _date(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _day_words(words: Any) -> dict[str, Any]:
    return {"required": words, "invalid": words}


class Value(forms.Form):
    """A value of one key, from a day on, with its reason."""

    starts_on = _date(label=_("从哪天起"), error_messages=_day_words(_("填从哪天起")))
    reason = forms.CharField(label=_("原因"), max_length=200, error_messages=REASON)

    field_order = ("value", "starts_on", "reason")

    def __init__(self, *args: Any, key: PolicyKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        self.fields["value"] = self._value_field(key)
        self.fields["value"].help_text = _(key.tighter.label)
        self.order_fields(self.field_order)

    def _value_field(self, key: PolicyKey) -> forms.Field:
        label = _(key.label)
        if key.kind == Kind.TIME:
            widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
            words = _("填时刻，如09:30")
            return forms.TimeField(label=label, widget=widget, error_messages=_day_words(words))
        if key.kind == Kind.SET:
            options = [(code, _(words)) for code, words in key.options]
            widget = forms.CheckboxSelectMultiple
            needed = {"required": _("至少选一项")}
            return forms.MultipleChoiceField(label=label, choices=options, widget=widget, error_messages=needed)
        low, high = key.limits or (0, 100_000)
        words = format_lazy(_("填{low}到{high}的整数"), low=low, high=high)
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
        widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
        label = format_lazy(_("{label}（{unit}）"), label=label, unit=_(key.unit)) if key.unit else label
        return forms.IntegerField(label=label, min_value=low, max_value=high, widget=widget, error_messages=wrong)

    def raw(self) -> object:
        """Give the value as services take it: "09:30", 15, a list of codes."""
        value = self.cleaned_data["value"]
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value


class Reset(forms.Form):
    """The day from which a unit's own value no longer holds."""

    from_day = _date(label=_("从哪天起取消"), error_messages=_day_words(_("填从哪天起")))


class Term(forms.Form):
    """A term, typed as first and last day."""

    name = forms.CharField(label=_("学期名称"), max_length=40, error_messages={"required": _("填学期名称")})
    starts_on = _date(label=_("开学日"), error_messages=_day_words(_("填开学日")))
    latest_day = _date(label=_("最后一天"), error_messages=_day_words(_("填最后一天")))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, latest = values.get("starts_on"), values.get("latest_day")
        if first and latest and latest <= first:
            self.add_error("latest_day", gettext("最后一天要晚于开学日"))
        return values

    @property
    def ends_on(self) -> dt.date:
        """The first day after the term."""
        return self.cleaned_data["latest_day"] + dt.timedelta(days=1)


class Days(forms.Form):
    """Days that differ for a unit and all below it."""

    kind = forms.ChoiceField(
        label=_("这些天"), choices=[(DayKind.LOCAL_OFF.value, _("停课")), (DayKind.LOCAL_ON.value, _("上课"))],
        widget=forms.RadioSelect, initial=DayKind.LOCAL_OFF.value, error_messages={"required": _("选停课或上课")},
    )  # fmt: skip
    first = _date(label=_("从"), error_messages=_day_words(_("填第一天")))
    latest = _date(label=_("至"), error_messages=_day_words(_("填最后一天")))
    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("如运动会、台风停课、与周五对调"), error_messages=REASON
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, latest = values.get("first"), values.get("latest")
        if first and first < self.today:
            self.add_error("first", gettext("不能早于今天"))
        if first and latest and latest < first:
            self.add_error("latest", gettext("不能早于第一天"))
        elif first and latest and (latest - first).days >= LONGEST_DAYS:
            self.add_error("latest", gettext("一次最多{days}天，更长的用学期").format(days=LONGEST_DAYS))
        return values

    def days(self) -> list[dt.date]:
        """List the days."""
        first, latest = self.cleaned_data["first"], self.cleaned_data["latest"]
        return [first + dt.timedelta(days=ahead) for ahead in range((latest - first).days + 1)]


class NationalFile(forms.Form):
    """The announced days of a year, as a table of date, kind and name."""

    file = forms.FileField(
        label=_("文件"), help_text=_("CSV，三列：日期、放假或上班、节日名称"),
        error_messages={"required": _("选文件"), "empty": _("文件是空的")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("文号"), max_length=60, help_text=_("如国办发明电〔2026〕7号"),
        error_messages={"required": _("写明文号")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("文件过大，一年不过几十行"))
        return file


class NationalRows(forms.Form):
    """The days as they were previewed, sent back to be written."""

    rows = forms.CharField(max_length=200_000, widget=forms.HiddenInput)
    source = forms.CharField(max_length=60, widget=forms.HiddenInput)
