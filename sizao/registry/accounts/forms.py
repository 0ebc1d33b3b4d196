"""Check what is typed on the pages of accounts."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sizao.registry.accounts.rules import TOKEN_DAYS, Role


def _needed(words: str) -> dict[str, Any]:
    """Say what to fill in when it is missing."""
    return {"error_messages": {"required": words}}


def _date(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _roles() -> list[tuple[str, Any]]:
    return [(code, _(label)) for code, label in Role.pairs()]


class SignIn(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, **_needed(_("填用户名")),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("密码"), max_length=200, strip=False, **_needed(_("填密码")),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class Code(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("动态码"), max_length=20, **_needed(_("填手机上的6位动态码")),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "short", "spellcheck": "false"}),
    )  # fmt: skip


class NewPassword(forms.Form):
    """One's own password, changed."""

    current = forms.CharField(
        label=_("当前密码"), max_length=200, strip=False, **_needed(_("填当前密码")),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("新密码"), max_length=200, strip=False, help_text=_("至少10个字，不用常见密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), **_needed(_("填新密码")),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再填一次新密码"), max_length=200, strip=False, **_needed(_("再填一次新密码")),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("again") and values.get("new") and values["new"] != values["again"]:
            self.add_error("again", _("两次新密码不一样"))
        return values


class Token(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("用途名称"), max_length=60, **_needed(_("填用途名称，如食堂系统")))
    days = forms.IntegerField(
        label=_("有效天数"), min_value=1, max_value=TOKEN_DAYS, initial=90,
        error_messages={
            "required": _("填有效天数"), "invalid": _("填1到365的整数"), "min_value": _("填1到365的整数"),
            "max_value": _("填1到365的整数"),
        },
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("可以做什么"), widget=forms.CheckboxSelectMultiple, **_needed(_("至少选一项"))
    )

    def __init__(self, *args: Any, scopes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(code, _(label)) for code, label in scopes.items()]


class _Period(forms.Form):
    """A period typed as first and last day; `until` becomes the first day after it."""

    starts_on = _date(label=_("从"), **_needed(_("填开始日期")))
    until = _date(label=_("至"), required=False)

    def clean_until(self) -> dt.date | None:
        latest = self.cleaned_data["until"]
        return None if latest is None else latest + dt.timedelta(days=1)


class Post(_Period):
    """A post in a school, office or one of its classes and departments."""

    unit_id = forms.TypedChoiceField(label=pgettext_lazy("one", "机构"), coerce=int, **_needed(_("选机构")))
    role = forms.ChoiceField(label=_("岗位"), **_needed(_("选岗位")))

    field_order = ("unit_id", "role", "starts_on", "until")

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units
        self.fields["role"].choices = [("", _("选岗位")), *_roles()]
        self.fields["until"].help_text = _("不填为长期")


class Account(Post):
    """A new account with its first post."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, help_text=_("如手机号或工号，不能重复"), **_needed(_("填用户名"))
    )
    name = forms.CharField(label=_("姓名"), max_length=40, **_needed(_("填姓名")))
    phone = forms.CharField(
        label=_("手机号"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    field_order = ("name", "username", "phone", "unit_id", "role", "starts_on", "until")


class Delegation(_Period):
    """One's own post, handed to a colleague."""

    grant_id = forms.TypedChoiceField(label=_("岗位"), coerce=int, **_needed(_("选岗位")))
    user_id = forms.TypedChoiceField(label=_("委托给"), coerce=int, **_needed(_("选委托给谁")))
    reason = forms.CharField(label=_("原因"), max_length=200, **_needed(_("写明委托原因")))

    field_order = ("grant_id", "user_id", "starts_on", "until", "reason")

    def __init__(
        self, *args: Any, posts: list[tuple[int, str]], colleagues: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant_id"].choices = posts
        self.fields["user_id"].choices = [("", _("选委托给谁")), *colleagues]
        self.fields["until"].required = True
        self.fields["until"].error_messages["required"] = _("填结束日期")
