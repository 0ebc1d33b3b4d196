"""A stubborn client: it sends one class's corrections one after another and repeats each until it is acknowledged."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sizao.core.ids import new_id

CSRF = "a" * 32


@dataclass
class Stubborn(threading.Thread):
    """One teacher's phone in bad weather; `acknowledged` lists (id, version) the server has confirmed."""

    port: int
    session: str
    path: str
    stop_at: float
    at_least: int = 20
    acknowledged: list[tuple[str, int]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    broken: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Send version after version until the time is up; every one with its own id, kept across repeats."""
        version = 0
        while time.monotonic() < self.stop_at or len(self.acknowledged) < self.at_least:
            key = str(new_id())
            if not self._until_answered(key, version):
                return
            version += 1
            self.acknowledged.append((key, version))

    def _until_answered(self, key: str, base_version: int) -> bool:
        body = urlencode({"key": key, "base_version": base_version})
        while True:
            try:
                status, text = self._post(body)
            except (OSError, http.client.HTTPException):
                status, text = 0, ""
            if status == 302:
                return True
            if status not in (0, 500, 502, 503):
                self.refused.append((status, text[:500]))
                return False
            self.broken += 1
            if time.monotonic() > self.stop_at + 120:
                return False
            time.sleep(0.05)

    def _post(self, body: str) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sizao_session={self.session}; sizao_csrf={CSRF}",
                "X-CSRFToken": CSRF,
            }
            link.request("POST", self.path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            link.close()
