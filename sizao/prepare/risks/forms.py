"""Check what is typed about a risk point."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sizao.prepare.risks.rules import (
    FURTHEST_REVIEW_DAYS,
    IMPACTS,
    LIKELIHOODS,
    LONGEST_MEASURE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    OWNERS,
    NewPoint,
    PointKind,
)
from sizao.registry.accounts import queries as accounts

UNRATED = {"required": _("选1到5"), "invalid_choice": _("选1到5")}


def _scale(words: dict[int, str]) -> list[tuple[int, Any]]:
    return [(value, format_lazy("{value} {words}", value=value, words=_(text))) for value, text in words.items()]


class Point(forms.Form):
    """A risk point with its rating, the measure, who answers for it and when it is looked at again."""

    title = forms.CharField(
        label=_("风险点"), max_length=LONGEST_TITLE, help_text=_("如：三楼饮水机滤芯过期"),
        error_messages={"required": _("写出风险点")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("风险在哪里"), widget=forms.RadioSelect,
        choices=[(code, _(label)) for code, label in PointKind.pairs()],
        error_messages={"required": _("选风险在哪里")},
    )  # fmt: skip
    likelihood = forms.TypedChoiceField(label=_("可能性"), coerce=int, widget=forms.RadioSelect, error_messages=UNRATED)
    impact = forms.TypedChoiceField(label=_("影响"), coerce=int, widget=forms.RadioSelect, error_messages=UNRATED)
    measure = forms.CharField(
        label=_("防控措施"), max_length=LONGEST_MEASURE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("写明防控措施")},
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=_("由谁负责"), widget=forms.RadioSelect, error_messages={"required": _("选由谁负责")}
    )
    review_on = forms.DateField(
        label=_("下次复评"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("填复评日期"), "invalid": _("填复评日期")},
    )  # fmt: skip

    def __init__(self, *args: Any, level: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["likelihood"].choices, self.fields["impact"].choices = _scale(LIKELIHOODS), _scale(IMPACTS)
        self.fields["owner"].choices = [(code, accounts.role_label(code)) for code in OWNERS.get(level, ())]
        latest = today + dt.timedelta(days=FURTHEST_REVIEW_DAYS)
        limits = {"min": (today + dt.timedelta(days=1)).isoformat(), "max": latest.isoformat()}
        self.fields["review_on"].widget.attrs.update(limits)

    def wanted(self) -> NewPoint:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewPoint(
            values["title"].strip(), values["kind"], values["likelihood"], values["impact"],
            values["measure"].strip(), values["owner"], values["review_on"],
        )  # fmt: skip


class Review(Point):
    """A point rated again, with what has changed."""

    note = forms.CharField(
        label=_("这次复评的情况"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class Moved(forms.Form):
    """Why a point is moved."""

    reason = forms.CharField(
        label=_("情况"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("写明原因")},
    )  # fmt: skip
