"""Collect static files once per version: fingerprinted, compressed, cached forever."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def _state() -> str:
    """Digest names, sizes and times of all source files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


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
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return override_settings(STATIC_ROOT=settings.SIZAO_STATIC_ROOT, STORAGES=storages)
