"""Check what is typed on the pages of response levels."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.fields import choice_field, choices_field, day_field, number_field, translated
from sizao.registry.levels.rules import Bundle, Level, Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies


def _reason() -> forms.CharField:
    return forms.CharField(label=_("原因"), max_length=200, error_messages={"required": _("写明原因")})


class Order(forms.Form):
    """A level to be put on, typed as first and last day."""

    level = choice_field(_("响应级别"), reversed(Level.pairs()), _("选响应级别"))
    bundle = forms.ChoiceField(label=_("措施包"), help_text=_("空着就用这一级的措施包"), required=False)
    starts_on = day_field(_("从哪天起"), _("填从哪天起"))
    latest_day = day_field(_("执行到哪天"), _("填执行到哪天"))
    reason = _reason()
    replaces = forms.BooleanField(label=_("替换本单位正在执行或计划的级别"), required=False)

    def __init__(self, *args: Any, bundles: Sequence[Bundle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bundles = bundles
        named = [(one.code, _(one.name) if one.unit_id is None else one.name) for one in bundles]
        self.fields["bundle"].choices = [("", _("这一级的措施包")), *named]

    @property
    def ends_on(self) -> dt.date:
        """The first day after the level."""
        return self.cleaned_data["latest_day"] + dt.timedelta(days=1)

    def bundle_code(self) -> str:
        """Give the chosen bundle, or the nearest that is meant for the level."""
        chosen, level = self.cleaned_data["bundle"], self.cleaned_data["level"]
        return chosen or next(one.code for one in self.bundles if one.level == level)


class Extension(forms.Form):
    """A later last day, with the reason."""

    latest_day = day_field(_("延长到哪天"), _("填延长到哪天"))
    reason = _reason()


class End(forms.Form):
    """The first day without the level, with the reason."""

    from_day = day_field(_("从哪天起不再执行"), _("填从哪天起不再执行"))
    reason = _reason()


def _measure_field(key: policies.PolicyKey) -> forms.Field:
    if key.options:
        return choices_field(_(key.label), key.options, required=False)
    low, high = key.limits or (0, 100_000)
    return number_field(_(key.label), min_value=low, max_value=high, required=False)


# Schools of some kinds may be asked more; their part of the form begins so.
SOME = "some:"


class Measures(forms.Form):
    """A measure bundle: what is asked of all, and what more of some kinds of school."""

    name = forms.CharField(label=_("措施包名称"), max_length=40, error_messages={"required": _("填措施包名称")})
    level = forms.ChoiceField(
        label=_("用于哪一级"), required=False, choices=[("", _("任何一级")), *translated(Level.pairs())]
    )
    source = forms.CharField(
        label=_("依据或文号"), max_length=120, help_text=_("如省厅通知的文号和批准人"),
        error_messages={"required": _("写明依据或文号")},
    )  # fmt: skip
    valid_from = day_field(_("从哪天起可以使用"), _("填从哪天起可以使用"))

    def __init__(self, *args: Any, stages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [policies.get_key(name) for name in policies.MEASURES]
        kinds = (("stages", _("学段"), stages), ("boarding", _("住宿"), orgs.Boarding.pairs()),
                 ("sizes", _("学校人数"), orgs.Size.pairs()))  # fmt: skip
        for key in self.keys:
            self.fields[key.key] = _measure_field(key)
        for name, label, pairs in kinds:
            self.fields[SOME + name] = choices_field(label, pairs, required=False)
        for key in self.keys:
            self.fields[SOME + key.key] = _measure_field(key)

    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "level", "source", "valid_from")]

    def for_all(self) -> list[forms.BoundField]:
        return [self[key.key] for key in self.keys]

    def for_some(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(SOME)]

    def lines(self) -> list[Line]:
        """Give what was asked as lines."""
        values = self.cleaned_data
        kinds = {name: tuple(values[SOME + name]) for name in ("stages", "boarding", "sizes")}
        found = [Line(key.key, values[key.key]) for key in self.keys if _is_asked(values[key.key])]
        some = [(key.key, values[SOME + key.key]) for key in self.keys if _is_asked(values[SOME + key.key])]
        return found + [Line(key, value, **kinds) for key, value in some]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        chosen = any(values.get(SOME + name) for name in ("stages", "boarding", "sizes"))
        asked = any(_is_asked(values.get(SOME + key.key)) for key in self.keys)
        if asked and not chosen:
            self.add_error(SOME + "stages", _("选对哪些学校另外要求"))
        return values


def _is_asked(value: object) -> bool:
    return value not in (None, [], "")


def initial_of(lines: Sequence[Line]) -> dict[str, object]:
    """Give the initial values of the form for the lines of a version."""
    initial: dict[str, object] = {}
    for line in lines:
        if line.is_for_all:
            initial[line.key] = line.value
        else:
            initial |= {SOME + line.key: line.value, SOME + "stages": list(line.stages),
                        SOME + "boarding": list(line.boarding), SOME + "sizes": list(line.sizes)}  # fmt: skip
    return initial
