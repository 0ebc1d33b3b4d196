"""Our own small PostgreSQL manager: one server per installation, started when needed, by socket only.

No Django here. What each file knows: `places` folders and lock, `account` who runs the server,
`installation` the programs, `cluster` the data directory, `tuning` its settings, `postmaster` the process,
`server` start and stop, `roles` logins and database, `addresses` where to connect.
"""

from sizao.core.database.addresses import AddressInvalid, Urls, django_settings, parse, urls
from sizao.core.database.installation import Binaries, binaries
from sizao.core.database.passwords import file_of as password_file
from sizao.core.database.places import home
from sizao.core.database.roles import ensure_database
from sizao.core.database.server import Server, Status, start, status, stop

__all__ = [
    "AddressInvalid",
    "Binaries",
    "Server",
    "Status",
    "Urls",
    "binaries",
    "django_settings",
    "ensure_database",
    "home",
    "parse",
    "password_file",
    "start",
    "status",
    "stop",
    "urls",
]
