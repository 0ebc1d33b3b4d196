"""Check what is typed about a signal: how it was verified, why it was none, whom the report went to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.detect.signals.rules import LONGEST_REASON, DismissReason


class Verification(forms.Form):
    """Confirm: what was found."""

    reason = forms.CharField(
        label=_("核实情况"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如：电话核对，3人均发热，其中2人已就诊"), error_messages={"required": _("写明怎样核实的")},
    )  # fmt: skip


class Closing(forms.Form):
    """Close the event: why it is over."""

    reason = forms.CharField(
        label=_("为什么结束"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("之后的病例另起一个事件"), error_messages={"required": _("写明为什么结束")},
    )  # fmt: skip


class Dismissal(Verification):
    """Dismiss: which kind of false alarm, and what was found."""

    because = forms.ChoiceField(
        label=_("排除原因"), choices=lambda: [(code, _(label)) for code, label in DismissReason.pairs()],
        widget=forms.RadioSelect, error_messages={"required": _("选排除的原因")},
    )  # fmt: skip
    field_order = ("because", "reason")


class ReportSent(forms.Form):
    """Whom the report of a signal went to."""

    to = forms.MultipleChoiceField(
        label=_("已报给"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("选报给了谁")}
    )

    def __init__(self, data=None, *, recipients: list[tuple[str, str]], **options) -> None:
        super().__init__(data, **options)
        self.fields["to"].choices = recipients
