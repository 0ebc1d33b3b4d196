"""Settings for tools that read the code: no database is started, no key of this machine is made."""

import os
import tempfile

# Removed when the interpreter ends.
_home = tempfile.TemporaryDirectory()
os.environ["SIZAO_HOME"] = _home.name
os.environ["DATABASE_URL"] = "postgresql://reader@localhost/none"
os.environ.pop("DATABASE_OWNER_URL", None)

from config.settings import *  # noqa: E402, F403
