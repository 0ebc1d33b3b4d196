"""Check what is typed about a concern: by whoever tells it, and by the doctor who judges it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.fields import choice_field, choices_field, day_field
from sizao.core.ids import new_id
from sizao.detect.checks.queries import Symptom
from sizao.detect.concerns.rules import (
    DECIDED,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_SAID,
    About,
    NewConcern,
    Sign,
)

Pairs = Sequence[tuple[Any, str]]


def _said(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    said = {"required": missing}
    return forms.CharField(label=label, max_length=LONGEST_SAID, widget=widget, help_text=hint, error_messages=said)


class Concern(forms.Form):
    """Who or where, what was seen and when; what cannot be picked is written in words."""

    school = forms.TypedChoiceField(label=_("学校"), coerce=int, widget=forms.RadioSelect)
    about = choice_field(_("反映的是"), About.pairs(), _("选反映的是谁或哪里"), initial=About.PERSON.value)
    person = forms.ChoiceField(label=_("本班的人"), required=False)
    class_words = forms.CharField(label=_("班级或部门"), max_length=LONGEST_NAME, required=False)
    name_words = forms.CharField(
        label=_("姓名"), max_length=LONGEST_NAME, error_messages={"required": _("填姓名，不知道就选“不知道姓名”")}
    )
    place = forms.ChoiceField(label=_("选一个场所"), required=False)
    place_words = forms.CharField(label=_("场所"), max_length=LONGEST_PLACE, required=False)
    signs = choices_field(_("看到的情况"), Sign.pairs(), _("选看到的情况，说不清选其他"))
    seen_on = day_field(_("哪天看到的"), _("填哪天看到的"), is_short=True)
    note = forms.CharField(
        label=_("补充几个字"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("在哪里、什么样子；不写自己是谁"),
    )  # fmt: skip
    is_named = forms.BooleanField(label=_("让校医知道是我反映的"), required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, schools: Pairs, people: Pairs, places: Pairs, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["school"].choices = schools
        self.fields["school"].initial = schools[0][0]
        self.fields["name_words"].required = not people and self.data.get("about", About.PERSON) == About.PERSON
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
        for name, pairs in (("person", people), ("place", places)):
            self.fields[name].choices = [("", _("不在下面，用文字写")), *((str(key), words) for key, words in pairs)]
            if not pairs:
                del self.fields[name]

    def wanted(self, now: dt.datetime) -> NewConcern:
        """Give the value the services take."""
        values = self.cleaned_data
        picked = {f"{one}_id": uuid.UUID(values[one]) if values.get(one) else None for one in ("person", "place")}
        said = {one: values[one] for one in ("class_words", "name_words", "place_words", "note", "is_named")}
        told = values["school"], values["about"], tuple(values["signs"]), values["seen_on"]
        return NewConcern(values["key"] or new_id(now), *told, **picked, **said)


class Asked(forms.Form):
    """What is proposed to the class."""

    symptoms = choices_field(_("提给班级核实的症状"), Symptom.pairs(), _("选提给班级核实的症状"))


class Closing(forms.Form):
    """How a concern ends, and why."""

    outcome = choice_field(_("办结结果"), [(one, one.label) for one in DECIDED], _("选办结结果"))
    reason = _said(_("核实到什么、做了什么"), _("写明核实到什么、做了什么"), _("不写学生姓名；反映人看不到"))


class Reopening(forms.Form):
    """Why a closed concern is taken up again."""

    reason = _said(_("重新办理的原因"), _("写明重新办理的原因"), _("不写学生姓名；反映人看不到"))


class Looking(forms.Form):
    """What it is for that a name is shown in full."""

    purpose = forms.CharField(label=_("用途"), max_length=LONGEST_SAID, error_messages={"required": _("写明用途")})
