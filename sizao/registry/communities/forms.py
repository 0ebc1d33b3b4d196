"""Check what is typed about a community, a matter and its answer."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.registry.communities.rules import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    Answer,
    MatterKind,
    NewLink,
    NewMatter,
    Purpose,
)

DAY = {"type": "date"}


class Link(forms.Form):
    """The community of a school, whom it reaches there, and the health service centre that answers for it."""

    code = forms.CharField(
        label=_("社区代码"), max_length=20,
        help_text=_("统计用区划代码，12位数字，如430102001002；只到街道的，后三位填000"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), error_messages={"required": _("代码是12位数字")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("街道和社区名称"), max_length=LONGEST_NAME, error_messages={"required": _("填社区或街道名称")}
    )
    contact = forms.CharField(label=_("联系人"), max_length=LONGEST_NAME, error_messages={"required": _("填联系人")})
    post = forms.CharField(
        label=_("联系人职务"), max_length=LONGEST_NAME, error_messages={"required": _("填联系人的职务")}
    )
    phone = forms.CharField(
        label=_("联系人电话"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("电话填7到20位数字，可以有区号")},
    )  # fmt: skip
    clinic = forms.CharField(
        label=_("负责的社区卫生服务中心"), max_length=LONGEST_NAME,
        error_messages={"required": _("填社区卫生服务中心名称")},
    )  # fmt: skip
    clinic_phone = forms.CharField(
        label=_("社区卫生服务中心电话"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("电话填7到20位数字，可以有区号")},
    )  # fmt: skip

    def wanted(self) -> NewLink:
        """Give the value the services take."""
        return NewLink(**self.cleaned_data)


class Matter(forms.Form):
    """What is asked of the community, and by when."""

    kind = forms.ChoiceField(
        label=_("事项类别"), widget=forms.RadioSelect, choices=[(code, _(label)) for code, label in MatterKind.pairs()],
        error_messages={"required": _("选事项类别"), "invalid_choice": _("选事项类别")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("要社区做什么"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会印在告知单上，不写学生姓名"), error_messages={"required": _("写明要社区做什么")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("答复期限"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": _("填期限"), "invalid": _("填期限")},
    )  # fmt: skip

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def wanted(self) -> NewMatter:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewMatter(values["kind"], values["text"].strip(), values["due_on"])


class Answered(forms.Form):
    """Who answered, when and what."""

    by = forms.CharField(label=_("谁答复的"), max_length=LONGEST_NAME, error_messages={"required": _("填谁答复的")})
    on = forms.DateField(
        label=_("哪天答复的"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": _("填答复日期"), "invalid": _("填答复日期")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("怎样答复"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("写明怎样答复")},
    )  # fmt: skip

    def wanted(self) -> Answer:
        """Give the value the services take."""
        values = self.cleaned_data
        return Answer(values["by"].strip(), values["on"], values["text"].strip())


class Withdrawn(forms.Form):
    """Why a matter is taken back."""

    reason = forms.CharField(
        label=_("为什么撤回"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("写明为什么撤回")},
    )  # fmt: skip


class Reveal(forms.Form):
    """What the phone is shown for."""

    purpose = forms.ChoiceField(
        label=_("用途"), choices=[(code, _(label)) for code, label in Purpose.pairs()], widget=forms.RadioSelect,
        error_messages={"required": _("选用途"), "invalid_choice": _("选用途")},
    )  # fmt: skip
