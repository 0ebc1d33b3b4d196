"""Check what is typed on the pages of the roster."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sizao.core.fields import day_field, number_field, translated
from sizao.core.people import identity, names
from sizao.core.people.reasons import Reason
from sizao.registry.roster.models import ExportPurpose, Sex

Groups = Sequence[tuple[int, str]]


def _short(label: Any, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs={"class": "short"}), **options)


class PersonFields(forms.Form):
    """What the roster says of one person."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("填姓名")})
    sex = forms.ChoiceField(label=_("性别"), choices=translated(Sex.pairs()), widget=forms.RadioSelect)
    birth_date = day_field(_("出生日期"), _("填日期"), is_short=True, required=False)
    student_number = forms.CharField(label=_("学籍号"), max_length=40, required=False)
    identity_number = forms.CharField(
        label=_("身份证号"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    class_position = number_field(
        _("班内学号"), required=False, min_value=1, max_value=999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("填1到999的整数")),
    )  # fmt: skip
    is_boarder = forms.BooleanField(label=_("住校"), required=False)
    is_elsewhere_known = forms.BooleanField(
        label=_("在另一所学校的名册中，仍然写入"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_name(self) -> str:
        """Write the name as it is kept."""
        return self._accept(names.clean_name(self.cleaned_data["name"]), names.check_name(self.cleaned_data["name"]))

    def clean_student_number(self) -> str:
        """Check the form of the number."""
        number = identity.clean_number(self.cleaned_data["student_number"])
        return self._accept(number, identity.check_student_number(number, today=self.today) if number else None)

    def clean_identity_number(self) -> str:
        """Check a resident number; other documents come by import, which has a column for their kind."""
        number = identity.clean_number(self.cleaned_data["identity_number"])
        return self._accept(number, identity.check_resident_number(number, today=self.today) if number else None)

    def clean_birth_date(self) -> dt.date | None:
        """Refuse a day that has not come."""
        day = self.cleaned_data["birth_date"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("出生日期还没有到"))
        return day

    def clean(self) -> dict[str, Any]:
        """Compare birth date and sex with the identity number."""
        values = super().clean()
        number = values.get("identity_number")
        if not number:
            return values
        birth, sex = identity.resident_birth_date(number), identity.resident_sex(number).value
        values["birth_date"] = values.get("birth_date") or birth
        values["sex"] = sex if values.get("sex") in (None, Sex.UNKNOWN) else values["sex"]
        if values["birth_date"] != birth:
            self.add_error("birth_date", gettext("出生日期与身份证号不一致"))
        if values["sex"] != sex:
            self.add_error("sex", gettext("性别与身份证号不一致"))
        return values

    def ask_elsewhere(self) -> None:
        """Show the question whether to go on although another school has this number."""
        self.fields["is_elsewhere_known"].widget = forms.CheckboxInput()
        self.add_error("identity_number", gettext("这个身份证号在另一所学校，核对后勾选“仍然写入”"))

    @staticmethod
    def _accept(value: str, reason: Reason | None) -> str:
        if reason is not None:
            raise forms.ValidationError(reason.text(gettext))
        return value


class GuardianFields(forms.Form):
    """Who is responsible for a pupil."""

    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, error_messages={"required": _("填姓名")})
    guardian_relation = _short(_("与学生关系"), 20, required=False)
    guardian_phone = _short(_("监护人电话"), 20, required=False)

    def clean_guardian_name(self) -> str:
        """Write the name as it is kept."""
        name = self.cleaned_data["guardian_name"]
        if name and (reason := names.check_name(name)):
            raise forms.ValidationError(reason.text(gettext))
        return names.clean_name(name)

    def clean_guardian_phone(self) -> str:
        """Write the phone as eleven digits."""
        phone = self.cleaned_data["guardian_phone"]
        if phone and (reason := identity.check_phone(phone)):
            raise forms.ValidationError(reason.text(gettext))
        return identity.clean_phone(phone)


class GuardianWithAccount(GuardianFields):
    """A guardian, and the account with which they report for the child."""

    account = forms.CharField(
        label=_("监护人账号"), max_length=60, required=False, help_text=_("本校的监护人账号，登记后可为孩子请假报病"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )  # fmt: skip


class NewPupil(PersonFields, GuardianFields):
    """A pupil added by hand, with class and first day."""

    group_id = forms.TypedChoiceField(label=_("班级"), coerce=int, error_messages={"required": _("选班级")})
    starts_on = day_field(_("入学日期"), _("填日期"), is_short=True)

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = (
        "name", "sex", "group_id", "starts_on", "class_position", "is_boarder", "identity_number",
        "is_elsewhere_known", "birth_date", "student_number", "guardian_name", "guardian_relation", "guardian_phone",
    )  # fmt: skip

    def __init__(self, *args: Any, groups: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group_id"].choices = [("", "—"), *groups]
        self.fields["guardian_name"].required = False


class EditPerson(PersonFields):
    """One person corrected; a blank identity number leaves the stored one."""

    pinyin_key = forms.CharField(label=_("拼音"), max_length=120, required=False, help_text=_("读音不对时改，空格分开"))
    takes_identity_away = forms.BooleanField(label=_("删去已登记的身份证号"), required=False)
    account = forms.CharField(
        label=_("本人账号"), max_length=60, required=False, help_text=_("教职工在本校的账号，登记后本人填自己的情况"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )  # fmt: skip


class Move(forms.Form):
    """Where a person goes, from which day."""

    group_id = forms.TypedChoiceField(label=_("转到"), coerce=int, error_messages={"required": _("选班级")})
    day = day_field(_("日期"), _("填日期"), is_short=True)

    def __init__(self, *args: Any, groups: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group_id"].choices = [("", "—"), *groups]


class Leave(forms.Form):
    """From which day a person is no longer of the school."""

    day = day_field(_("离校日期"), _("填日期"), is_short=True)


class Export(forms.Form):
    """What a roster is taken out for."""

    purpose = forms.ChoiceField(
        label=_("用途"), choices=translated(ExportPurpose.pairs()), widget=forms.RadioSelect,
        error_messages={"required": _("选用途")},
    )  # fmt: skip
