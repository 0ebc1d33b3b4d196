"""What a phone without network needs: manifest, service worker, the frame without anyone's data, the queue's page."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import http, pages
from sizao.web.context import phone_bar

# Kept on the phone by the service worker: what the frame and the check pages load.
FILES = (
    "vendor/bootstrap/bootstrap.min.css", "sizao/tokens.css", "sizao/sizao.css", "sizao/parts.css", "sizao/print.css",
    "sizao/check.css", "sizao/theme.js", "vendor/htmx/htmx.min.js", "vendor/idb/idb.js", "vendor/tabler/icons.svg",
    "sizao/sizao.js", "sizao/vault.js", "sizao/queue.js", "sizao/check.js", "sizao/kept.js", "sizao/shell.js",
    "sizao/brand.svg", "sizao/icon-192.png",
)  # fmt: skip
ICONS = (("sizao/icon-192.png", "192x192"), ("sizao/icon-512.png", "512x512"))
# The color behind the first paint; the token `action`.
BRAND_COLOR = "#0b5cad"


def _html_language(code: str) -> str:
    """Write a language as `<html lang>` does: the page tells the service worker by it."""
    return "zh-CN" if code.startswith("zh") else code


def _frame_context(code: str) -> dict[str, Any]:
    return {"is_frame": True, "theme": "system", "phone_bar": phone_bar(""), "language_code": code}


def _frame(code: str) -> str:
    """Render the frame in a language; the same bytes for everyone, so without request, token and time."""
    with translation.override(code):
        return render_to_string("offline.html", _frame_context(code))


@http.public
@http.own_transaction
@require_safe
def frame(request: HttpRequest, language: str) -> HttpResponse:
    """Give the frame that stands in for any page while the network is gone; it holds nobody's data."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(_frame(language), headers={"Cache-Control": "no-cache"})


@http.public
@http.own_transaction
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker: its lists here, its code in `worker.js`; another version when any of it changes."""
    codes = [code for code, _name in settings.LANGUAGES]
    shells = {_html_language(code): reverse("web:frame", args=[code]) for code in codes}
    files = [static(name) for name in FILES]
    content = json.dumps([files, [_frame(code) for code in codes]])
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    script = (
        f'"use strict";\nconst VERSION = "{version}";\nconst FILES = {json.dumps(files)};\n'
        f"const SHELLS = {json.dumps(shells)};\nimportScripts({json.dumps(static('sizao/worker.js'))});\n"
    )
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@http.public
@http.own_transaction
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the pages as something that can be put on a phone's first screen."""
    body = {
        "id": "/",
        "name": _("四早"),
        "short_name": _("四早"),
        "start_url": reverse("web:today"),
        "scope": "/",
        "display": "standalone",
        "lang": _html_language(translation.get_language()),
        "background_color": BRAND_COLOR,
        "theme_color": BRAND_COLOR,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
            for name, sizes in ICONS
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what is still on this phone; the list itself is written by the phone."""
    http.signed_in(request)
    return render(request, "offline.html")


def insecure_card() -> pages.Card:
    """Tell an administrator whose browser has no secure connection what cannot work here; shown by the browser."""
    return pages.Card("_insecure.html", order=5)
