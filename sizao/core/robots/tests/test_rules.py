"""Where a robot may send, when it is tried again, what a digest holds."""

import datetime as dt

import pytest

from sizao.core.robots import rules
from sizao.core.robots.rules import AddressRefused, Kind

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0000"


def test_known_services_are_reached_by_https_alone():
    target = rules.read_address(Kind.WECOM, WECOM, ())
    assert (target.host, target.port, target.path) == ("qyapi.weixin.qq.com", 443, "/cgi-bin/webhook/send?key=0000")
    assert not target.is_vetted


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("WECOM", "http://qyapi.weixin.qq.com/x"),
        ("WECOM", "https://qyapi.weixin.qq.com:8443/x"),
        ("WECOM", "https://qyapi.weixin.qq.com.evil.test/x"),
        ("WECOM", "https://evil.test@qyapi.weixin.qq.com/x"),
        ("WECOM", "https://qyapi.weixin.qq.com@127.0.0.1/x"),
        ("WECOM", "https://oapi.dingtalk.com/robot/send"),
        ("DINGTALK", "https://127.0.0.1/"),
        ("DINGTALK", "https://[::1]/"),
        ("WEBHOOK", "https://10.0.0.5/hook"),
        ("WEBHOOK", "https://gw.edu.test.evil.test/hook"),
        ("WEBHOOK", "file:///etc/passwd"),
        ("WEBHOOK", "https://gw.edu.test:99999/"),
        ("WEBHOOK", "gw.edu.test"),
        ("WEBHOOK", ""),
    ],
)
def test_everything_else_is_refused(kind, address):
    with pytest.raises(AddressRefused):
        rules.read_address(kind, address, ("gw.edu.test",))


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("gw.edu.test", "https://GW.edu.test/hook"),
        ("gw.edu.test:8443", "https://gw.edu.test:8443/hook"),
        ("http://10.1.2.3:8080", "http://10.1.2.3:8080/hook"),
    ],
)
def test_inner_hosts_are_reached_when_the_operator_named_them(allowed, address):
    assert rules.read_address(Kind.WEBHOOK, address, ("other.test", allowed)).is_vetted


def test_plain_http_is_only_what_was_named_as_such():
    with pytest.raises(AddressRefused):
        rules.read_address(Kind.WEBHOOK, "http://gw.edu.test/hook", ("gw.edu.test",))


def test_rests_grow_and_then_stay():
    waits = [rules.wait_after(count) for count in (1, 2, 6, 60)]
    assert waits == [dt.timedelta(seconds=one) for one in (30, 60, 900, 900)]


def test_digest_keeps_what_fits_and_counts_the_rest():
    assert rules.digest(["a", "b"], "+{n}") == "a\nb"
    assert rules.digest([str(n) for n in range(30)], "+{n}").splitlines()[-1] == "+10"
    long = rules.digest(["很长的一行" * 20] * 20, "+{n}")
    assert len(long.encode()) <= 2048
    assert rules.digest(["很" * 5000], "+{n}") == "很" * 5000
