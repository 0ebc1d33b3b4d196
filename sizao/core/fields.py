"""Form fields that many pages ask alike: a day, a number, one of several, some of several."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Pairs = Iterable[tuple[str, str]]


def day_field(label: Any, missing: Any, *, is_short: bool = False, **options: Any) -> forms.DateField:
    """Ask for a day with the browser's calendar; `missing` is said when there is none or it is no day."""
    attrs = {"type": "date", "class": "short"} if is_short else {"type": "date"}
    widget = forms.DateInput(attrs=attrs, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, error_messages={"required": missing, "invalid": missing}, **options
    )


def number_field(label: Any, **options: Any) -> forms.IntegerField:
    """Ask for a whole number with the number keys."""
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(label=label, widget=widget, **options)


def choice_field(label: Any, pairs: Pairs, missing: Any, **options: Any) -> forms.ChoiceField:
    """Ask for one of several that stand side by side; labels are translated, `missing` is said when none is chosen."""
    said = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, choices=translated(pairs), widget=forms.RadioSelect, error_messages=said, **options
    )


def choices_field(label: Any, pairs: Pairs, missing: Any = None, **options: Any) -> forms.MultipleChoiceField:
    """Ask for some of several; labels are translated, `missing` is said when none is chosen and one has to be."""
    said = {"required": missing} if missing is not None else {}
    return forms.MultipleChoiceField(
        label=label, choices=translated(pairs), widget=forms.CheckboxSelectMultiple, error_messages=said, **options
    )


def translated(pairs: Pairs) -> list[tuple[str, Any]]:
    """Give the codes of choices with their labels in the reader's language."""
    return [(code, _(words)) for code, words in pairs]
