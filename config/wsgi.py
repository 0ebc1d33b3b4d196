"""The WSGI entry served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_whole = get_wsgi_application()

from sizao.core import direct  # noqa: E402  (needs the settings)

application = direct.wrapped(_whole)
# What stands now stays: the collector need not walk through it again, a thousand times a morning.
gc.collect()
gc.freeze()
