"""The console: only in a demo, one line a message."""

import datetime as dt
import logging
import uuid

from sizao.core.notify.channels import Outgoing
from sizao.integrations.console.channel import Console


def test_console_is_for_demos_only(monkeypatch):
    monkeypatch.setattr("sizao.core.clock._offset_source", dt.timedelta)
    assert not Console().is_ready()

    monkeypatch.setattr("sizao.core.clock._offset_source", lambda: dt.timedelta(hours=1))
    assert Console().is_ready()


def test_every_message_is_one_line(caplog):
    caplog.set_level(logging.INFO, "sizao.console")
    notice = Outgoing(uuid.UUID(int=7), 1, "user 1", "三(2)班待报。", "/notices/1/", False, dt.datetime.now(dt.UTC))

    assert Console().send([notice, notice]) == ["", ""]
    assert [record.getMessage() for record in caplog.records] == ["notice to user 1: 三(2)班待报。 /notices/1/"] * 2
