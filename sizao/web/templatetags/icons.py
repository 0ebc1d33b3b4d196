"""`{% icon "check" %}`: a sign of the sheet of icons (`tools/assets/icons.txt`); hidden from readers of the screen."""

import functools

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@functools.lru_cache(maxsize=1024)
def icon(name: str) -> SafeString:
    """Write one icon; a page shows dozens, so each is made once."""
    sheet = static("vendor/tabler/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sheet, name
    )
