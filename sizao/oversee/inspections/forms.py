"""Check what is typed about an inspection and its findings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from sizao.oversee.inspections.rules import LONGEST_NOTE, Item, Verdict


class Checklist(forms.Form):
    """The items of a kind of place, each with a verdict and room for words."""

    note = forms.CharField(
        label=_("总的说明"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        verdicts = [(code, _(label)) for code, label in Verdict.pairs()]
        for one in items:
            self.fields[f"item_{one.code}"] = forms.ChoiceField(
                label=now_in(one.text), choices=verdicts, widget=forms.RadioSelect, initial=Verdict.GOOD,
                error_messages={"required": _("选检查结果")},
            )  # fmt: skip
            self.fields[f"note_{one.code}"] = forms.CharField(
                label=_("有问题的，写明"), max_length=LONGEST_NOTE, required=False
            )
        self.order_fields([f"{part}_{one.code}" for one in items for part in ("item", "note")])

    def answers(self) -> tuple[dict[str, str], dict[str, str]]:
        """Give verdicts and words by item."""
        values = self.cleaned_data
        return (
            {one.code: values[f"item_{one.code}"] for one in self.items},
            {one.code: values[f"note_{one.code}"] for one in self.items},
        )


class Rectified(forms.Form):
    """What was done, and the photo that shows it."""

    note = forms.CharField(
        label=_("怎样整改的"), max_length=LONGEST_NOTE, error_messages={"required": _("写明怎样整改的")}
    )
    photo = forms.FileField(
        label=_("整改后的照片"), help_text=_("jpg或png；不要拍到学生"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
        error_messages={"required": _("附一张整改后的照片")},
    )  # fmt: skip


class Returned(forms.Form):
    """What is still not as it should be."""

    reason = forms.CharField(
        label=_("哪里还不行"), max_length=LONGEST_NOTE, error_messages={"required": _("写明哪里还不行")}
    )
