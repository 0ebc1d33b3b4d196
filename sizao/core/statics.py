"""Collect static files once per version: without comments, fingerprinted, compressed, cached forever."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Ours: what is vendored is served as it came.
OWN = ("sizao/", "demo/")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _state() -> str:
    """Digest names, sizes and times of all source files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def slim(name: str, text: str) -> str:
    """Take comments, indentation and empty lines out of a file of ours; nothing else is changed.

    In a script only whole lines of comment go, so no text in it may run over several lines.
    """
    if name.endswith(".css"):
        text = CSS_COMMENT.sub("", text)
    lines = (line.strip() for line in text.splitlines())
    is_script = name.endswith(".js")
    return "\n".join(line for line in lines if line and not (is_script and line.startswith("//"))) + "\n"


class SlimStorage(CompressedManifestStaticFilesStorage):
    """Slim our scripts and styles before they are fingerprinted and compressed."""

    def post_process(self, paths: dict, dry_run: bool = False, **options: object) -> Iterator:
        """Rewrite the collected copies, then go on as ever."""
        slimmed = {}
        for name in paths if not dry_run else ():
            if name.startswith(OWN) and name.endswith((".css", ".js")):
                copy = Path(self.path(name))
                copy.write_text(slim(name, copy.read_text("utf-8")), "utf-8")
                # Else the source is fingerprinted, not the copy.
                slimmed[name] = (self, name)
        yield from super().post_process({**paths, **slimmed}, dry_run, **options)


def collect() -> bool:
    """Collect static files when any has changed.

    returns: whether anything was collected.
    """
    root = Path(settings.SIZAO_STATIC_ROOT)
    mark, state = root / ".collected", _state()
    if mark.exists() and mark.read_text() == state:
        return False
    root.mkdir(parents=True, exist_ok=True)
    with _manifest_storage():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(state)
    return True


def _manifest_storage():
    """Use the fingerprinting storage and its folder even where settings have chosen plain files (nothing collected)."""
    from django.test.utils import override_settings

    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "sizao.core.statics.SlimStorage"},
    }
    return override_settings(STATIC_ROOT=settings.SIZAO_STATIC_ROOT, STORAGES=storages)
