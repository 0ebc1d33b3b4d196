"""Where the application connects: addresses from the environment, or of the managed server."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sizao.core.database import passwords, roles, server
from sizao.core.errors import SizaoError


class AddressInvalid(SizaoError):
    """The address cannot be used; it is not repeated here, because it holds a password."""

    code = "database.address_invalid"
    message = "数据库地址不能用：{reason}。正确的样子：postgresql://用户:密码@主机:5432/库名"
    http_status = 503


@dataclass(frozen=True)
class Urls:
    """The three logins. They hold passwords: never log them."""

    app: str = field(repr=False)
    owner: str = field(repr=False)
    worker: str = field(repr=False)


def urls(home: Path | None = None) -> Urls:
    """Return all addresses: from the environment, else of the managed server, started if need be.

    DATABASE_OWNER_URL falls back to DATABASE_URL, DATABASE_WORKER_URL to the owner's. A server that runs already
    costs no process.

    raises: AddressInvalid, and what `start` raises.
    """
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if app:
        return Urls(app, owner or app, os.environ.get("DATABASE_WORKER_URL") or owner or app)
    if owner:
        raise AddressInvalid(reason="设置了 DATABASE_OWNER_URL，却没有 DATABASE_URL")
    running = server.start(home)
    words = passwords.read(running.home)
    if passwords.WORKER not in words:
        # A server that was started by an earlier version.
        roles.ensure_roles(running)
        words = passwords.read(running.home)
    return Urls(*(_url(running, role, words) for role in (passwords.APP, passwords.OWNER, passwords.WORKER)))


def django_settings(url: str) -> dict[str, Any]:
    """Turn an address into one entry of Django's DATABASES.

    raises: AddressInvalid.
    """
    parts = parse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def parse(url: str) -> dict[str, str]:
    """Split an address into libpq's parameters, as text.

    raises: AddressInvalid.
    """
    import psycopg
    from psycopg import conninfo

    if not url.startswith(("postgresql://", "postgres://")):
        raise AddressInvalid(reason="只支持 PostgreSQL")
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise AddressInvalid(reason="格式不对") from error
    if not parts.get("dbname"):
        raise AddressInvalid(reason="没有库名")
    return {name: str(value) for name, value in parts.items()}


def _url(running: server.Server, role: str, words: dict[str, str]) -> str:
    query = urlencode({"host": str(running.socket_dir), "port": running.port}, quote_via=quote, safe="")
    return f"postgresql://{role}:{words[role]}@/{roles.DATABASE}?{query}"
