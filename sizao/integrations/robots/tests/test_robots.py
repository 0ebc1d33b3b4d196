"""Robots against a real server on this machine: what they are sent, what counts as taken, what faults do."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from sizao.core.actor import unit_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import declared
from sizao.core.robots import delivering, queries, services
from sizao.core.robots.models import Post, Robot
from sizao.core.robots.rules import Kind
from sizao.core.robots.services import Wanted
from sizao.integrations.robots import posting

pytestmark = pytest.mark.django_db
SECRET = "SEC0123456789abcdef"


class Chat(BaseHTTPRequestHandler):
    """Answers as told by path and remembers what came."""

    answers, seen, rest = {}, [], 0.0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path)
        Chat.seen.append((path.path, parse_qs(path.query), self.headers, json.loads(body)))
        status, answer = Chat.answers.get(path.path, (200, {"errcode": 0, "errmsg": "ok"}))
        if status == 0:
            time.sleep(Chat.rest)
            return
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def chat(settings):
    Chat.answers, Chat.seen, Chat.rest = {}, [], 0.0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SIZAO_ROBOT_HOSTS = [f"http://127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def robot(cast, now, address: str, unit_id: int | None = None, **changes):
    values = {"kind": Kind.WECOM.value, "title": "工作群", "address": address, **changes}
    who = "school_admin" if unit_id is None else "admin"
    return services.create_robot(
        actor=cast.actor(who, now), now=now, unit_id=unit_id or cast.school.id, wanted=Wanted(**values)
    )


def remind(cast, now, *numbers: int, minutes: int = 15) -> None:
    template = declared()["checks.due_soon"]
    groups = [cast.school.classes[number] for number in numbers]
    notify.send_many(
        [
            Message(
                template, (role_at(one.id, "HOMEROOM_TEACHER"),), About(f"x{one.id}", "/today/"),
                {"minutes": minutes, "groups": (one.name,)}, dedupe="MORNING",
            )
            for one in groups
        ],
        now=now,
    )  # fmt: skip


def texts() -> list[str]:
    return [body["text"]["content"] for _path, _query, _headers, body in Chat.seen]


def states() -> list[str]:
    return list(Post.objects.values_list("state", flat=True))


def test_wecom_is_sent_one_text_for_all_classes_once(cast, now, chat):
    robot(cast, now, f"{chat}/wecom?key=k")
    remind(cast, now, 0, 1)

    assert delivering.deliver(now=now) == 1
    assert texts() == ["还有15分钟截止，三(1)班、三(2)班未报。"]
    assert Chat.seen[0][1] == {"key": ["k"]}
    remind(cast, now, 0, 1)
    assert delivering.deliver(now=now) == 0


def test_dingtalk_is_signed_with_time_and_secret(cast, now, chat):
    robot(cast, now, f"{chat}/ding?access_token=t", kind=Kind.DINGTALK.value, secret=SECRET)
    remind(cast, now, 0)
    delivering.deliver(now=now)

    ((_path, query, _headers, body),) = Chat.seen
    at = query["timestamp"][0]
    mine = hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(mine).decode()]
    assert query["access_token"] == ["t"]
    assert abs(int(at) / 1000 - time.time()) < 60
    assert body["msgtype"] == "text"


def test_gateway_gets_signed_lines_with_their_ids(cast, now, chat):
    robot(cast, now, f"{chat}/gate", kind=Kind.WEBHOOK.value, secret=SECRET)
    remind(cast, now, 0)
    delivering.deliver(now=now)

    ((_path, _query, headers, body),) = Chat.seen
    raw = json.dumps(body, ensure_ascii=False).encode()
    mine = hmac.new(SECRET.encode(), f"{headers['X-Sizao-Timestamp']}.".encode() + raw, hashlib.sha256).hexdigest()
    assert headers["X-Sizao-Signature"] == f"v1={mine}"
    assert [line["id"] for line in body["notices"]] == [str(Post.objects.get().id)]


def test_more_than_twenty_a_minute_wait_and_leave_as_one(cast, now, chat):
    robot(cast, now, f"{chat}/ding", kind=Kind.DINGTALK.value)
    template = declared()["daily.chased"]
    for number in range(30):
        parts = {"unit": f"第{number}局", "day": now.date(), "contact": "周科长 0731"}
        to = (role_at(cast.school.id, "EPIDEMIC_REPORTER"),)
        notify.send_many([Message(template, to, About("x", ""), parts, dedupe=str(number))], now=now)
        delivering.deliver(now=now + dt.timedelta(milliseconds=number))
    assert len(Chat.seen) == 18

    assert delivering.deliver(now=now + dt.timedelta(seconds=61)) == 1
    assert len(texts()[-1].splitlines()) == 12
    assert "0731" not in " ".join(texts())
    assert set(states()) == {"SENT"}


def test_hour_of_errors_is_outlived_nothing_doubled(cast, now, chat):
    robot(cast, now, f"{chat}/bad")
    Chat.answers["/bad"] = (500, {})
    remind(cast, now, 0)
    for minute in range(60):
        delivering.deliver(now=now + dt.timedelta(minutes=minute))
    assert 5 <= len(Chat.seen) <= 10
    assert states() == ["WAITING"]

    Chat.answers.clear()
    assert sum(delivering.deliver(now=now + dt.timedelta(minutes=minute)) for minute in range(60, 80)) == 1
    assert states() == ["SENT"]


@pytest.mark.parametrize("answer", [(200, {"errcode": 45009, "errmsg": "too fast"}), (200, {}), (200, [1]), (302, {})])
def test_answer_that_is_no_yes_is_a_no(cast, now, chat, answer):
    key = robot(cast, now, f"{chat}/bad")
    Chat.answers["/bad"] = answer
    remind(cast, now, 0)
    delivering.deliver(now=now)

    row = Robot.objects.whole_tree(reason="test").get(id=key.id)
    assert (row.failures, states()) == (1, ["WAITING"])
    assert row.latest_failure
    assert len(Chat.seen) == 1


def test_lost_answer_is_asked_for_once_more_and_not_again(cast, now, chat, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.3)
    robot(cast, now, f"{chat}/mute")
    Chat.answers["/mute"], Chat.rest = (0, {}), 1.0
    remind(cast, now, 0)
    for minute in range(0, 60, 5):
        delivering.deliver(now=now + dt.timedelta(minutes=minute))

    assert len(Chat.seen) == 2
    assert states() == ["GIVEN_UP"]


def test_dead_robot_holds_up_no_other(cast, now, chat, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.5)
    robot(cast, now, f"{chat}/mute", title="一")
    robot(cast, now, f"{chat}/good", title="二")
    Chat.answers["/mute"], Chat.rest = (0, {}), 2.0
    remind(cast, now, 0)

    assert delivering.deliver(now=now) == 1
    remind(cast, now + dt.timedelta(days=1), 1)
    assert delivering.deliver(now=now + dt.timedelta(days=1)) >= 1


def test_nothing_rings_at_night_and_what_expired_is_dropped(cast, now, chat):
    robot(cast, now, f"{chat}/good")
    night = now.replace(hour=22)
    remind(cast, night, 0)
    assert delivering.deliver(now=night) == 0
    assert delivering.deliver(now=night + dt.timedelta(hours=9)) == 1

    Post.objects.update(state="WAITING", expires_at=now)
    delivering.deliver(now=night + dt.timedelta(hours=10))
    assert states() == ["DROPPED"]


def test_message_to_a_person_is_posted_to_no_group(cast, now, chat):
    robot(cast, now, f"{chat}/good", takes="ALL")
    person = notify.Person(cast.users["teacher"], cast.school.id)
    template = declared()["checks.due_soon"]
    notify.send_many([Message(template, (person,), About("x", ""), {"minutes": 1, "groups": ("三(1)班",)})], now=now)

    assert not Post.objects.exists()


def test_public_name_that_points_inside_is_refused(monkeypatch):
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.5", 443))])
    outcome = delivering.send_lines("WECOM", "https://qyapi.weixin.qq.com/x", "", [])
    assert outcome.failure == "qyapi.weixin.qq.com is not a public address"


def test_administrator_sets_tests_and_removes_a_robot_on_the_page(cast, now, chat, signed_in):
    client, url = signed_in("school_admin"), f"/robots/{cast.school.id}/"
    typed = {"kind": "DINGTALK", "title": "工作群", "address": f"{chat}/ding?access_token=tok", "takes": "REPORTS"}
    refused = client.post(url, {**typed, "address": "https://10.0.0.1/x"})
    assert refused.status_code == 422
    assert "这类机器人的地址以https://oapi.dingtalk.com开头" in refused.content.decode()

    assert client.post(url, typed).status_code == 200
    (line,) = queries.list_robots(cast.actor("school_admin", now), unit=unit_by_id(cast.school.id), today=now.date())
    said = client.post(f"/robots/{line.key}/try/", HTTP_HX_REQUEST="true").content.decode()
    assert "测试消息已发出" in said
    Chat.answers["/ding"] = (200, {"errcode": 310000, "errmsg": "sign not match"})
    assert "sign not match" in client.post(f"/robots/{line.key}/try/", HTTP_HX_REQUEST="true").content.decode()
    page = client.get(url).content.decode()
    assert "sign not match" in page
    assert "access_token" not in page

    client.post(f"/robots/{line.key}/remove/")
    assert not Robot.objects.whole_tree(reason="test").exists()


@pytest.mark.parametrize(("who", "status"), [("principal", 403), ("teacher", 404), ("neighbor", 404), ("county", 403)])
def test_robots_of_a_school_are_closed_to_others(cast, now, signed_in, who, status):
    assert signed_in(who).get(f"/robots/{cast.school.id}/").status_code == status


def test_address_and_secret_are_kept_as_ciphertext(cast, now, chat):
    robot(cast, now, f"{chat}/ding?access_token=tok", kind=Kind.DINGTALK.value, secret=SECRET)
    row = Robot.objects.whole_tree(reason="test").get()

    assert b"tok" not in bytes(row.address_cipher)
    assert SECRET.encode() not in bytes(row.secret_cipher)
