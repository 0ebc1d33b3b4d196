"""The WSGI entry served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_whole = get_wsgi_application()

from sizao.core import direct, memory  # noqa: E402  (needs the settings)

application = direct.wrapped(_whole)
memory.settle()
