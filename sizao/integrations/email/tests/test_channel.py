"""E-mail: the server's address, and what is sent."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from sizao.core.notify.channels import Outgoing
from sizao.integrations.email.channel import BadSmtpUrl, Email, Server

LOCAL = "django.core.mail.backends.locmem.EmailBackend"
SERVER = Server("mail.test", 587, "sizao", "secret", "sizao@edu.test", True, False)
NOTICE = Outgoing(
    uuid.UUID(int=7), 1, "wang@edu.test", "三(2)班晨检待报，08:30截止。", "https://sizao.test/notices/1/", False,
    dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://me:s%40t@mail.test/?from=a@b.test", Server("mail.test", 587, "me", "s@t", "a@b.test", True, False)),
        ("smtps://a%40b.test:x@mail.test", Server("mail.test", 465, "a@b.test", "x", "a@b.test", False, True)),
        ("smtp://mail.test:25/?from=a@b.test&tls=0", Server("mail.test", 25, "", "", "a@b.test", False, False)),
    ],
)  # fmt: skip
def test_server_is_read_from_its_url(url, server):
    assert Server.from_url(url) == server


@pytest.mark.parametrize(
    "url", ["mail.test", "http://mail.test/?from=a@b.test", "smtp://mail.test", "smtp:///?from=a@b"]
)
def test_url_that_names_no_server_or_sender_is_refused(url):
    with pytest.raises(BadSmtpUrl):
        Server.from_url(url)


def test_without_a_server_there_is_no_e_mail(monkeypatch):
    monkeypatch.delenv("SIZAO_SMTP_URL", raising=False)
    assert not Email.from_environment().is_ready()


def test_mail_says_the_text_and_the_link_and_nothing_else():
    assert Email(SERVER, LOCAL).send([NOTICE]) == [""]

    (sent,) = mail.outbox
    assert (sent.subject, sent.to, sent.from_email) == (
        "四早：三(2)班晨检待报，08:30截止。", ["wang@edu.test"], "sizao@edu.test"
    )  # fmt: skip
    assert sent.body == "三(2)班晨检待报，08:30截止。\n\nhttps://sizao.test/notices/1/\n"


def test_mail_that_is_refused_fails_alone(monkeypatch):
    deliver = EmailBackend.send_messages

    def refuse_first(backend, messages):
        if messages[0].to == ["nobody@edu.test"]:
            raise OSError("550 no such user")
        return deliver(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_first)
    failures = Email(SERVER, LOCAL).send([replace(NOTICE, address="nobody@edu.test"), NOTICE])

    assert failures == ["OSError: 550 no such user", ""]
