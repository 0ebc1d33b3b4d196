"""Hand a stored file back, never inside a page."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.files import services
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.http import signed_in


@never_cache
@require_safe
def download(request: HttpRequest, key: Key) -> HttpResponse:
    """Send a file to whoever may read it; it is saved, not shown, and nothing in it can run."""
    found, content = services.open_file(actor=signed_in(request), now=clock.now(), key=key)
    answer = FileResponse(
        content, as_attachment=True, filename=found.name, content_type=CONTENT_TYPES[FileKind(found.kind)]
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
