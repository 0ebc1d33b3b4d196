"""Check what is typed about the rules: a pack to switch on, tighter numbers, a file, a reading, an objection."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sizao.detect.rulebook import queries
from sizao.detect.rulebook.rules import (
    LARGEST_FILE_BYTES,
    LONGEST_OBJECTION,
    LONGEST_REASON,
    LONGEST_SOURCE,
    SETTING_VALUES,
    Kind,
)


class Basis(forms.Form):
    """What every change needs: its source and its days."""

    kind = ""
    subject = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(
        label=_("依据或文号"), max_length=LONGEST_SOURCE, help_text=_("如：卫疾控〔2026〕12号，第三条"),
        error_messages={"required": _("写明依据或文号")},
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("填从哪天起"), "invalid": _("填从哪天起")},
    )  # fmt: skip
    until = forms.DateField(
        label=_("到哪天为止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("空着就一直执行；写的那天不再执行"),
    )  # fmt: skip
    reason = forms.CharField(label=_("为什么"), max_length=LONGEST_REASON, required=False)

    def content(self) -> dict[str, object]:
        """Give what the change says."""
        return {}

    def named(self) -> str:
        """Give what it is about."""
        return self.cleaned_data["subject"]


class PackOn(Basis):
    """A pack that ships off."""

    kind = Kind.PACK
    subject = forms.ChoiceField(label=_("规则包"), error_messages={"required": _("选规则包")})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        packs = queries.list_optional_packs()
        self.fields["subject"].choices = [(one.name, f"{one.title} · {len(one.rules)}") for one in packs]


class Tighter(Basis):
    """Fewer cases or hours for one rule."""

    kind = Kind.TIGHTER
    at_least = forms.IntegerField(
        label=_("几例起"), required=False, min_value=1, widget=forms.NumberInput(attrs={"class": "short"})
    )
    hours = forms.IntegerField(
        label=_("几小时内报告"), required=False, min_value=1, widget=forms.NumberInput(attrs={"class": "short"})
    )
    text = forms.CharField(
        label=_("规则全文"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("信号页上显示的就是这段话"), error_messages={"required": _("写出规则全文，最多200字")},
    )  # fmt: skip
    field_order = ("subject", "at_least", "hours", "text", "source")

    def content(self) -> dict[str, object]:
        values = {name: self.cleaned_data[name] for name in ("at_least", "hours", "text")}
        return {name: value for name, value in values.items() if value is not None}


class RulesFile(Basis):
    """A pack file of one's own."""

    kind = Kind.RULES
    file = forms.FileField(
        label=_("规则包文件（YAML）"), help_text=_("格式和系统自带的规则包一样，另可带sources"),
        error_messages={"required": _("选文件"), "empty": _("文件是空的")},
    )  # fmt: skip
    field_order = ("subject", "file", "source")

    def clean_file(self) -> str:
        """Read the file as text."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise ValidationError(_("文件最大200KB"))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValidationError(_("文件要用UTF-8编码")) from error

    def content(self) -> dict[str, object]:
        return {"text": self.cleaned_data["file"]}

    def named(self) -> str:
        return self.files["file"].name[-60:]


class Reading(Basis):
    """How a text is read where it is silent."""

    kind = Kind.SETTING
    value = forms.ChoiceField(label=_("怎样算"), widget=forms.RadioSelect, error_messages={"required": _("选怎样算")})
    field_order = ("subject", "value", "source")

    def __init__(self, *args: Any, subject: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].choices = [(code, _(words)) for code, words in SETTING_VALUES.get(subject, ())]

    def content(self) -> dict[str, object]:
        return {"value": self.cleaned_data["value"]}


class Reason(forms.Form):
    """Why a change is not approved, is ended, or an objection is decided so."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("写明理由")},
    )  # fmt: skip


class ObjectionText(forms.Form):
    """What is unreasonable about a local rule."""

    text = forms.CharField(
        label=_("哪里不合理"), max_length=LONGEST_OBJECTION, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("由上一级在7天内决定，结果显示在本页；不显示是谁提的"),
        error_messages={"required": _("写明哪里不合理")},
    )  # fmt: skip


FORMS: dict[str, type[Basis]] = {"pack": PackOn, "tighter": Tighter, "file": RulesFile, "reading": Reading}
