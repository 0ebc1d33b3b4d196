"""A small HTTP/1.1 load client: prepared requests over keep-alive connections in one thread, each timed."""

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """What one run of the client saw: seconds per answer, statuses, and how long the run took."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wall: float = 0.0

    @property
    def rate(self) -> float:
        """Give successful answers a second."""
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return good / self.wall if self.wall else 0.0


@dataclass(slots=True)
class _Link:
    connection: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def request(method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """Write one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _status_when_whole(received: bytearray) -> int | None:
    """Give the status once headers and body are complete."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    place = head.find(b"content-length:")
    if place < 0:
        if b"transfer-encoding: chunked" in head and not received.endswith(b"0\r\n\r\n"):
            return None
        return int(head[9:12])
    stop = head.find(b"\r\n", place)
    length = int(head[place + 15 : stop if stop > 0 else len(head)])
    return int(head[9:12]) if len(received) >= end + 4 + length else None


def run(requests: deque[bytes], *, port: int, connections: int, seconds: float) -> Load:
    """Send requests over so many connections until they or the time run out; each connection waits for its answer."""
    load, selector = Load(), selectors.DefaultSelector()
    start = time.perf_counter()
    deadline = start + seconds
    waiting = 0
    for _ in range(min(connections, len(requests))):
        link = _Link(socket.create_connection(("127.0.0.1", port)))
        link.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _send(link, requests.popleft())
        selector.register(link.connection, selectors.EVENT_READ, link)
        waiting += 1
    while waiting:
        for key, _ in selector.select(30):
            link = key.data
            link.received += link.connection.recv(65536)
            status = _status_when_whole(link.received)
            if status is None:
                continue
            load.seconds.append(time.perf_counter() - link.sent_at)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            link.received.clear()
            if requests and time.perf_counter() < deadline:
                _send(link, requests.popleft())
            else:
                selector.unregister(link.connection)
                link.connection.close()
                waiting -= 1
    load.wall = time.perf_counter() - start
    return load


def _send(link: _Link, data: bytes) -> None:
    link.sent_at = time.perf_counter()
    link.connection.sendall(data)
