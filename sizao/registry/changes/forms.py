"""Check what is typed on the pages of changes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.fields import day_field, number_field
from sizao.registry.changes.rules import LONGEST_REASON, UNASKED, Kind, Plan

TARGETS = {Kind.MOVE: _("划到"), Kind.MERGE: _("并到"), Kind.SPLIT: _("划到已有的单位")}
NEEDED = {
    Kind.RENAME: ("name", _("填新名称")), Kind.SPLIT: ("part_ids", _("选要划出去的")),
    Kind.MOVE: ("target_id", _("选划到哪里")), Kind.MERGE: ("target_id", _("选划到哪里")),
}  # fmt: skip


class Change(forms.Form):
    """A change of a unit; which fields there are depends on its kind."""

    part_ids = forms.TypedMultipleChoiceField(
        label=_("划出去的"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    target_id = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    name = forms.CharField(label=_("新名称"), max_length=80, required=False)
    short_name = forms.CharField(
        label=_("简称"), max_length=40, required=False, help_text=_("手机上显示，不填就用名称")
    )
    code = forms.CharField(label=_("新代码"), max_length=20, required=False, help_text=_("代码不变就空着"))
    starts_on = day_field(_("从哪天起"), _("填从哪天起"), help_text=_("最早明天；以前的记录仍在原来的机构下"))
    reason = forms.CharField(
        label=_("依据或文号"), max_length=LONGEST_REASON, error_messages={"required": _("写明依据或文号")}
    )

    def __init__(
        self, *args: Any, kind: str, targets: Sequence[tuple[int, str]], parts: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["part_ids"].choices = parts
        self.fields["target_id"].choices = [("", "—"), *targets]
        self.fields["target_id"].label = TARGETS.get(kind, "")
        for field in UNASKED[Kind(kind)]:
            del self.fields[field]
        name, missing = NEEDED[Kind(kind)]
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = missing
        if kind == Kind.SPLIT:
            self.fields["name"].label, self.fields["code"].label = _("新单位的名称"), _("新单位的代码")
            self.fields["name"].help_text = _("新设单位时填；划到已有的单位就空着")
            self.fields["code"].help_text = ""

    def plan(self, unit_id: int) -> Plan:
        """Give the change that was typed."""
        values = self.cleaned_data
        return Plan(
            self.kind, unit_id, values["starts_on"], values["reason"], values.get("target_id") or None,
            tuple(values.get("part_ids") or ()), values.get("name", ""), values.get("short_name", ""),
            values.get("code", ""),
        )  # fmt: skip


class Year(forms.Form):
    """What the preview of a new school year needs to know."""

    entries = number_field(
        _("每校新班数"), min_value=0, max_value=40, required=False, help_text=_("空着就和上一届一样多"),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("填0到40的整数")),
    )  # fmt: skip
    primary_years = forms.TypedChoiceField(
        label=_("小学学制"), coerce=int, required=False, choices=[(6, _("六年")), (5, _("五年"))], empty_value=6
    )
