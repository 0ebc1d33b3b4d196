"""Post to a robot without being led elsewhere: one address is resolved, looked at, and that very one connected to."""

import http.client
import ipaddress
import socket
import ssl

from sizao.core.robots.rules import Target
from sizao.core.robots.senders import NotTaken, Unanswered

TIMEOUT_SECONDS = 5
# An answer longer than this is no answer.
MOST_ANSWER_BYTES = 64 * 1024


def post(target: Target, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Post once, no redirects, no proxies.

    returns: the body of a 2xx answer. raises: NotTaken when nothing arrived or it was refused, Unanswered when the
    request left and no whole answer came.
    """
    link = _connect(target)
    try:
        try:
            link.request("POST", path, body, {"User-Agent": "sizao", **headers})
        except OSError as failure:
            raise NotTaken(f"connection lost: {type(failure).__name__}") from failure
        try:
            answer = link.getresponse()
            content = answer.read(MOST_ANSWER_BYTES)
        except (OSError, http.client.HTTPException) as failure:
            raise Unanswered(f"no answer: {type(failure).__name__}") from failure
    finally:
        link.close()
    if not 200 <= answer.status < 300:
        raise NotTaken(f"HTTP {answer.status}")
    return content


def _connect(target: Target) -> http.client.HTTPConnection:
    """Connect to an address that was looked at; a public name that resolves to an inner address is refused."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as failure:
        raise NotTaken(f"unknown host {target.host}") from failure
    address = found[0][4][0]
    if not target.is_vetted and not ipaddress.ip_address(address).is_global:
        raise NotTaken(f"{target.host} is not a public address")
    try:
        plain = socket.create_connection((address, target.port), timeout=TIMEOUT_SECONDS)
        link: http.client.HTTPConnection
        if target.scheme == "https":
            link = http.client.HTTPSConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
            link.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        else:
            link = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
            link.sock = plain
    except OSError as failure:
        raise NotTaken(f"no connection: {type(failure).__name__}") from failure
    return link
