"""`{% icon "check" %}` and `{% status "good" word %}`: what pages show by the dozen, too often for an include each."""

import functools

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
# A tone never stands by its color alone.
TONE_ICONS = {"good": "check", "attention": "clock", "act": "alert-triangle", "info": "info-circle"}
NO_TONE = "ban"


@register.simple_tag
@functools.lru_cache(maxsize=1024)
def icon(name: str) -> SafeString:
    """Write one icon of the sheet (`tools/assets/icons.txt`), hidden from readers of the screen."""
    sheet = static("vendor/tabler/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sheet, name
    )


@register.simple_tag
def status(tone: str, word: str, icon_name: str = "") -> SafeString:
    """Write a status: tone good, attention, act, info, na; its icon unless another is named; the word."""
    sign = icon(icon_name or TONE_ICONS.get(tone, NO_TONE))
    return format_html('<span class="status tone-{}">{}{}</span>', tone, sign, word)
