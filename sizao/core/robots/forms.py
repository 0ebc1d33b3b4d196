"""Check what is typed about a robot."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.robots.rules import Kind, Takes


def _choices(of: type) -> list[tuple[str, object]]:
    return [(code, _(label)) for code, label in of.pairs()]


class Robot(forms.Form):
    """Kind, title, address, secret."""

    kind = forms.ChoiceField(label=_("类型"), choices=lambda: _choices(Kind), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("名称"), max_length=40, help_text=_("例如：家校工作群"), error_messages={"required": _("填名称")}
    )
    address = forms.CharField(
        label=_("机器人地址"), max_length=500, help_text=_("从群机器人设置里复制Webhook地址；加密保存，不再显示"),
        error_messages={"required": _("填机器人地址")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("密钥"), max_length=200, required=False, strip=False,
        help_text=_("钉钉选加签时填；网关必填，至少16个字符"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    takes = forms.ChoiceField(label=_("发什么"), choices=lambda: _choices(Takes), widget=forms.RadioSelect)
