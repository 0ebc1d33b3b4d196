"""Check what is typed on the pages of the grid."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from sizao.registry.grids.rules import LONGEST_NAME, Change


class CellFields(forms.Form):
    """Name of a cell and the cell it lies in."""

    name = forms.CharField(label=_("网格名称"), max_length=LONGEST_NAME, error_messages={"required": _("填网格名称")})
    parent_id = forms.TypedChoiceField(
        label=_("上级网格"), required=False, coerce=uuid.UUID, empty_value=None,
        error_messages={"invalid_choice": _("没有这个上级网格")},
    )  # fmt: skip

    def __init__(self, *args: Any, parents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", now_in("没有上级")), *parents]


class Cover(forms.Form):
    """What a cell is to cover besides what it covers already."""

    covered = forms.MultipleChoiceField(label=_("加入网格"), error_messages={"required": _("选要加入的")})

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covered"].choices = choices
        self.fields["covered"].widget.attrs["size"] = 10


class Appoint(forms.Form):
    """Who is to work a cell."""

    user_id = forms.TypedChoiceField(label=_("网格员"), coerce=int, error_messages={"required": _("选网格员")})

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [("", "—"), *people]


class Changed(forms.Form):
    """What changed in a cell; names stay out."""

    changes = forms.MultipleChoiceField(
        label=_("变动"), choices=[(code, _(label)) for code, label in Change.pairs()],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("选变动")},
    )  # fmt: skip
