"""Check what is typed on the pages of places."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from sizao.registry.places.rules import LARGEST_CAPACITY, LONGEST_CHECKPOINT, LONGEST_NAME, Kind, Process


class PlaceFields(forms.Form):
    """What is said of a place, new or changed."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME, error_messages={"required": _("填名称")})
    parent_id = forms.TypedChoiceField(
        label=_("设在"), required=False, coerce=uuid.UUID, empty_value=None, help_text=_("房间和楼层要写明在哪栋楼"),
        error_messages={"invalid_choice": _("那里不能设这种场所")},
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("容纳人数"), required=False, min_value=1, max_value=LARGEST_CAPACITY, help_text=_("宿舍填床位数"),
        error_messages={"min_value": _("容纳人数填大于0的整数"), "invalid": _("容纳人数填大于0的整数")},
    )  # fmt: skip
    is_key = forms.BooleanField(label=_("重点场所"), required=False)
    unit_id = forms.TypedChoiceField(
        label=_("管理部门"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("不填按所在场所；这个部门的宿管能看能报"),
    )
    owner_role = forms.ChoiceField(label=_("负责岗位"), required=False)
    owner_user_id = forms.TypedChoiceField(label=_("负责人"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, parents: Sequence[tuple[str, str]], units: Sequence[tuple[int, str]],
        roles: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", now_in("学校")), *parents]
        self.fields["unit_id"].choices = [("", now_in("按所在场所")), *units]
        self.fields["owner_role"].choices = [("", "—"), *((code, now_in(label)) for code, label in roles)]
        self.fields["owner_user_id"].choices = [("", "—"), *people]


class NewPlace(PlaceFields):
    """A place to be added; the key makes sending it twice harmless."""

    kind = forms.ChoiceField(label=_("类型"), choices=[(code, _(label)) for code, label in Kind.pairs()])
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("kind", "name", "parent_id", "capacity", "is_key", "unit_id", "owner_role", "owner_user_id", "key")


class Checkpoint(forms.Form):
    """A checkpoint of a key process and the post that answers for it."""

    process = forms.ChoiceField(label=_("环节"), choices=[(code, _(label)) for code, label in Process.pairs()])
    text = forms.CharField(
        label=_("检查什么"), max_length=LONGEST_CHECKPOINT, error_messages={"required": _("写明检查什么")}
    )
    role = forms.ChoiceField(label=_("负责岗位"), error_messages={"required": _("选负责的岗位")})

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(code, now_in(label)) for code, label in roles]


class Bed(forms.Form):
    """Who gets a bed in a room, from which day."""

    person_id = forms.TypedChoiceField(
        label=_("住宿生"), coerce=uuid.UUID, help_text=_("还没有房间的住宿生"),
        error_messages={"required": _("选住宿生")},
    )  # fmt: skip
    day = forms.DateField(
        label=_("入住日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("填入住日期"), "invalid": _("日期写成2026-11-23这样")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", "—"), *people]


class Upload(forms.Form):
    """A file of rooms, and from which day it holds."""

    file = forms.FileField(label=_("文件"), help_text=_("xlsx或csv"), error_messages={"required": _("选文件")})
    effective_on = forms.DateField(
        label=_("入住日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("填入住日期"), "invalid": _("日期写成2026-11-23这样")},
    )  # fmt: skip


class Purpose(forms.Form):
    """What an export is for."""

    purpose = forms.CharField(label=_("用途"), max_length=100, error_messages={"required": _("写明用途")})
