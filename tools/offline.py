"""Load the installed apps for a tool that reads code."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load() -> None:
    """Set Django up from this tree with `tools.settings`; does nothing when it is set up already."""
    from django.apps import apps

    if apps.ready:
        return
    import django

    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.settings"
    django.setup()
