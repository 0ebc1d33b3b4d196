"""The webhook against a real server on this machine: signature, refusals, no redirects."""

import datetime as dt
import hashlib
import hmac
import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sizao.core.notify.channels import Outgoing
from sizao.integrations.webhook.channel import BadWebhook, GatewayRefused, Webhook

SECRET = "a secret of the gateway"
NOTICE = Outgoing(
    uuid.UUID(int=7), 41, "13900000001", "三(2)班晨检待报，08:30截止。", "/notices/1/", False,
    dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC),
)  # fmt: skip


class Gateway(BaseHTTPRequestHandler):
    """Answers as told and remembers what came."""

    status, answer, seen = 204, b"", []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Gateway.seen.append((self.headers, body))
        self.send_response(Gateway.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(Gateway.answer)))
        self.end_headers()
        self.wfile.write(Gateway.answer)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    Gateway.status, Gateway.answer, Gateway.seen = 204, b"", []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Webhook(f"http://127.0.0.1:{server.server_port}/in", SECRET)
    server.shutdown()
    server.server_close()


def test_batch_is_posted_once_and_signed_with_the_secret(gateway):
    assert gateway.send([NOTICE, NOTICE]) == ["", ""]

    ((headers, body),) = Gateway.seen
    mine = hmac.new(SECRET.encode(), f"{headers['X-Sizao-Timestamp']}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Sizao-Signature"] == f"v1={mine}"
    assert json.loads(body)["notices"][0] == {
        "id": str(NOTICE.notice_id), "user_id": 41, "phone": "13900000001", "text": NOTICE.text, "link": "/notices/1/",
        "urgent": False, "created_at": "2026-11-23T08:00:00+00:00",
    }  # fmt: skip


def test_single_message_may_be_refused_by_its_id(gateway):
    Gateway.status, Gateway.answer = 200, json.dumps({"refused": {str(NOTICE.notice_id): "unknown phone"}}).encode()
    assert gateway.send([NOTICE]) == ["unknown phone"]


@pytest.mark.parametrize("answer", [b"ok", b"[1]", b'{"refused": 3}'])
def test_other_answers_of_a_willing_gateway_mean_taken(gateway, answer):
    Gateway.status, Gateway.answer = 200, answer
    assert gateway.send([NOTICE]) == [""]


@pytest.mark.parametrize("status", [302, 400, 429, 500])
def test_batch_is_not_taken_on_errors_and_redirects(gateway, status):
    Gateway.status = status
    with pytest.raises(GatewayRefused):
        gateway.send([NOTICE])
    assert len(Gateway.seen) == 1


def test_gateway_that_is_not_there_raises():
    with pytest.raises(OSError):
        Webhook("http://127.0.0.1:9/in", SECRET).send([NOTICE])


@pytest.mark.parametrize(("url", "secret"), [("ftp://a", SECRET), ("https://a.test", "short"), ("https://a.test", "")])
def test_gateway_without_a_good_secret_is_refused_at_start(monkeypatch, url, secret):
    monkeypatch.setenv("SIZAO_WEBHOOK_URL", url)
    monkeypatch.setenv("SIZAO_WEBHOOK_SECRET", secret)
    with pytest.raises(BadWebhook):
        Webhook.from_environment()
