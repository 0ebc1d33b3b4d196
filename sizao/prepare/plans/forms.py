"""Check what is typed about a key date."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.prepare.plans.rules import (
    AUDIENCE,
    DUTY_ROLES,
    FURTHEST_DAYS,
    LONGEST_DUTY,
    LONGEST_NAME,
    MOST_LEAD_DAYS,
    DateKind,
    NewDate,
)
from sizao.registry.accounts import queries as accounts

DEFAULT_LEAD_DAYS = 14


def _roles(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, accounts.role_label(code)) for code in codes]


class KeyDate(forms.Form):
    """A date, whom it concerns, how many days ahead, and what each school does for it."""

    kind = forms.ChoiceField(
        label=_("类别"), widget=forms.RadioSelect, choices=[(code, _(label)) for code, label in DateKind.pairs()],
        error_messages={"required": _("选日期类别")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("名称"), max_length=LONGEST_NAME, help_text=_("如“春季开学”，显示成“距春季开学还有12天”"),
        error_messages={"required": _("填名称")},
    )  # fmt: skip
    day = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("填日期"), "invalid": _("填日期")},
    )  # fmt: skip
    lead_days = forms.IntegerField(
        label=_("提前几天提醒"), min_value=0, max_value=MOST_LEAD_DAYS,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=_("提醒哪些人"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("选提醒哪些人")},
    )  # fmt: skip
    duty = forms.CharField(
        label=_("每所学校要做的事"), max_length=LONGEST_DUTY, required=False,
        help_text=_("到提醒的那天，每所学校开出一项任务"),
    )  # fmt: skip
    duty_role = forms.ChoiceField(label=_("每所学校由谁做"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = _roles(AUDIENCE)
        self.fields["duty_role"].choices = [("", "—"), *_roles(DUTY_ROLES)]
        limits = {"min": today.isoformat(), "max": (today + dt.timedelta(days=FURTHEST_DAYS)).isoformat()}
        self.fields["day"].widget.attrs.update(limits)

    def wanted(self) -> NewDate:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewDate(
            values["kind"], values["name"].strip(), values["day"], tuple(values["audience"]), values["lead_days"],
            values["duty"].strip(), values["duty_role"],
        )  # fmt: skip
