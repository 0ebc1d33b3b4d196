"""Pages of accounts: who may, who may not, who must not know; sign-in step by step; what ends when."""

import base64
import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp

from sizao.core import clock, privacy
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services
from sizao.registry.accounts.models import Grant, SecondFactor, Session, User
from sizao.registry.accounts.queries import resolving

HTMX = {"HX-Request": "true"}


def _users():
    return User.objects.whole_tree(reason="test")


def _enter(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def _code(user_id: int) -> str:
    """The next code of a device, whether set up or waiting."""
    device = SecondFactor.objects.get(user_id=user_id)
    secret = privacy.decrypt(device.secret, queries.DEVICE_SECRET, owner=user_id)
    return f"{totp(base64.b32decode(secret), drift=1):06}"


# Page, who opens it, who may not, who must not know of it.
PAGES = [
    ("accounts:me", [], ["teacher", "county", "guardian", "admin"], [], []),
    ("accounts:tokens", [], ["reporter", "county"], ["teacher", "guardian"], []),
    ("accounts:list", [], ["admin", "school_admin", "auditor"], ["teacher", "principal", "county"], []),
    ("accounts:new", [], ["admin", "school_admin"], ["auditor", "teacher"], []),
    ("accounts:delegations", [], ["principal", "county"], ["teacher", "school_admin"], []),
    ("accounts:detail", ["teacher"], ["school_admin", "admin", "auditor"], ["principal"], []),
    ("accounts:detail", ["neighbor"], ["admin"], ["teacher"], ["school_admin"]),
]


@pytest.mark.parametrize(("name", "of", "may", "may_not", "must_not_know"), PAGES)
def test_pages_open_for_whom_they_are_meant(signed_in, cast, name, of, may, may_not, must_not_know):
    url = reverse(name, args=[cast.users[one] for one in of])

    for status, names in ((200, may), (403, may_not), (404, must_not_know)):
        assert {who: signed_in(who).get(url).status_code for who in names} == dict.fromkeys(names, status)
    assert Client().get(url).headers["Location"] == f"/login/?next={url.replace('/', '%2F')}"


POSTS = [
    ("accounts:reset_password", "teacher", {}, 200),
    ("accounts:switch", "teacher", {"active": "0"}, 303),
    ("accounts:reset_device", "teacher", {}, 303),
]


@pytest.mark.parametrize(("name", "of", "sent", "status"), POSTS)
def test_moves_on_an_account_are_the_keepers_alone(signed_in, cast, name, of, sent, status):
    url = reverse(name, args=[cast.users[of]])

    assert signed_in("auditor").post(url, sent).status_code == 403
    assert signed_in("principal").post(url, sent).status_code == 403
    assert signed_in("school_admin").post(reverse(name, args=[cast.users["neighbor"]]), sent).status_code == 404
    assert Client().post(url, sent).status_code == 302
    assert signed_in("school_admin").post(url, sent).status_code == status


class TestLogin:
    def test_right_password_goes_where_one_wanted(self, db, client):
        answer = _enter(client, "teacher", next="/me/")

        cookie = answer.cookies[queries.SESSION_COOKIE]
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        assert client.get("/me/").status_code == 200

    @pytest.mark.parametrize(
        "wanted",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
    )
    def test_other_hosts_are_not_gone_to(self, db, client, wanted):
        assert _enter(client, "teacher", next=wanted).headers["Location"] == "/today/"

    def test_wrong_password_keeps_the_name_and_says_no_more(self, db, client):
        answers = [_enter(client, name, "wrong") for name in ("teacher", "nobody")]

        forms = [one.content.decode() for one in answers]
        pages = [re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", one) for one in forms]
        assert [one.status_code for one in answers] == [422, 422]
        assert pages[0] == pages[1]
        assert 'value="teacher"' in answers[0].content.decode()
        assert "wrong" not in answers[0].content.decode()

    def test_failures_are_counted_and_lock(self, committed_db, client):
        for _ in range(8):
            _enter(client, "teacher", "wrong")

        answer = _enter(client, "teacher")

        assert answer.status_code == 422
        assert "15分钟后再试" in answer.content.decode()

    def test_address_of_a_proxy_is_believed_only_behind_https(self, db, client, settings):
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        for is_https, address in ((False, "127.0.0.1"), (True, "198.51.100.7")):
            settings.IS_HTTPS = is_https
            client.post("/login/", {"username": "teacher", "password": PASSWORD}, headers=headers)
            assert Session.objects.latest("id").address == address

    def test_demo_accounts_are_one_tap_and_only_of_the_demo(self, db, client, cast):
        _users().filter(id=cast.users["doctor"]).update(is_demo=False)

        page = client.get("/login/").content.decode()
        refused = client.post("/login/demo/", {"username": "doctor"})
        entered = client.post("/login/demo/", {"username": "teacher"})

        assert "育英小学三(1)班" in page and "陈医生" not in page
        assert (refused.status_code, entered.status_code) == (404, 303)

    def test_no_demo_accounts_are_named_outside_a_demo(self, db, client):
        _users().update(is_demo=False)

        assert "演示" not in client.get("/login/").content.decode()

    def test_signing_in_again_ends_the_earlier_session(self, db, client):
        _enter(client, "teacher")
        _enter(client, "doctor")

        assert Session.objects.filter(revoked_at__isnull=False).count() == 1

    def test_forms_without_their_token_are_refused(self, db):
        strict = Client(enforce_csrf_checks=True)

        assert _enter(strict, "teacher").status_code == 403
        assert strict.post("/login/demo/", {"username": "teacher"}).status_code == 403

    def test_logout_ends_the_session_and_takes_no_get(self, signed_in):
        browser = signed_in("teacher")

        assert browser.get("/logout/").status_code == 405
        assert browser.post("/logout/").headers["Location"] == "/login/"
        assert Session.objects.get().revoked_at is not None

    def test_language_is_chosen_before_sign_in(self, db, client, settings):
        client.post("/me/display/", {"language": "en"})

        assert '<html lang="en"' in client.get("/login/").content.decode()


class TestSteps:
    def test_officer_shows_the_second_factor(self, db, client, cast, now):
        actor = cast.actor("county", now)
        services.start_device(actor=actor, now=now)
        services.confirm_device(
            actor=actor, now=now, session_id=None, machine_now=clock.machine_now(), code=_code(actor.user_id)
        )
        SecondFactor.objects.update(latest_step=-1)
        _enter(client, "county", next="/me/")

        sent_back = client.get("/me/", follow=True)
        wrong = client.post("/login/second-factor/", {"code": "000000", "next": "/me/"})
        right = client.post("/login/second-factor/", {"code": _code(actor.user_id), "next": "/me/"})

        assert sent_back.redirect_chain[-1][0] == "/login/second-factor/?next=%2Fme%2F"
        assert (wrong.status_code, right.headers["Location"]) == (422, "/me/")
        assert client.get("/me/").status_code == 200

    def test_temporary_password_is_changed_first(self, db, client, cast):
        _users().filter(id=cast.users["teacher"]).update(must_change_password=True)
        _enter(client, "teacher")

        assert client.get("/today/", follow=True).redirect_chain[-1][0] == "/me/password/?next=%2Ftoday%2F"
        changed = client.post(
            "/me/password/", {"current": PASSWORD, "new": "a-word-of-mine", "again": "a-word-of-mine"}
        )

        assert changed.status_code == 200
        assert client.get("/me/").status_code == 200

    def test_officer_without_device_is_reminded_then_stopped(self, db, client, cast):
        _users().update(is_demo=False)
        _enter(client, "county")
        card = "之后没有它不能登录"

        early = client.get("/today/").content.decode()
        _users().update(first_signed_in_at=clock.machine_now() - dt.timedelta(days=7))
        queries.forget()
        late = client.get("/today/", follow=True)

        assert card in early
        assert late.redirect_chain[-1][0] == "/me/second-factor/?next=%2Ftoday%2F"

    def test_device_is_set_up_with_its_first_code(self, db, client, cast):
        _users().update(is_demo=False, first_signed_in_at=clock.machine_now() - dt.timedelta(days=8))
        _enter(client, "county")

        client.post("/me/second-factor/start/")
        page = client.get("/me/second-factor/").content.decode()
        wrong = client.post("/me/second-factor/", {"code": "000000"})
        done = client.post("/me/second-factor/", {"code": _code(cast.users["county"])})

        assert 'src="data:image/svg+xml' in page and "style=" not in page
        assert wrong.status_code == 422
        assert len(re.findall(r"<li class=\"num\">[a-z2-9]{5}-[a-z2-9]{5}</li>", done.content.decode())) == 10
        assert client.get("/me/").status_code == 200

    def test_pending_session_reaches_no_other_step(self, db, client, cast):
        _users().filter(id=cast.users["teacher"]).update(must_change_password=True)
        _enter(client, "teacher")

        for url in ("/me/", "/me/second-factor/", "/accounts/delegations/"):
            assert client.get(url).status_code == 302


class TestOwnPage:
    def test_posts_are_sentences(self, signed_in):
        page = signed_in("teacher").get("/me/").content.decode()
        assert '育英小学三(1)班班主任，<span class="num">2026-09-24</span>起' in page

    def test_role_held_in_two_schools_is_one_role_to_act_in(self, signed_in):
        page = signed_in("guardian2").get("/me/").content.decode()
        assert "育英小学监护人" in page and "东风小学监护人" in page and "现在的身份" not in page

    def test_password_form_keeps_errors_in_place(self, signed_in):
        sent = {"current": "wrong", "new": "a-word-of-mine", "again": "another-word"}
        answer = signed_in("teacher").post("/me/password/", sent, headers=HTMX)

        page = answer.content.decode()
        assert answer.status_code == 422 and page.lstrip().startswith("<form")
        assert "两次新密码不一样" in page and "a-word-of-mine" not in page

    def test_theme_and_language_follow_the_account(self, signed_in):
        browser = signed_in("teacher")

        browser.post("/me/display/", {"theme": "dark"})
        browser.post("/me/display/", {"language": "en"})
        page = browser.get("/me/").content.decode()

        assert 'data-theme="dark"' in page and '<html lang="en"' in page

    def test_role_is_switched_and_unheld_roles_are_not_known(self, signed_in, cast, now):
        extra = services.NewGrant(cast.users["teacher"], cast.school.id, "HEALTH_TEACHER", now.date())
        services.grant_posts(actor=cast.actor("school_admin", now), now=now, grants=[extra])
        browser = signed_in("teacher")

        assert browser.post("/me/role/", {"role": "HEALTH_TEACHER"}).status_code == 303
        assert browser.get("/me/").context["actor_card"]["role_label"] == "保健教师"
        assert browser.post("/me/role/", {"role": "COUNTY_OFFICER"}).status_code == 404

    def test_other_session_is_ended_but_not_someone_elses(self, signed_in, cast):
        other, own, foreign = signed_in("teacher"), signed_in("teacher"), signed_in("doctor")
        mine, hers = (
            Session.objects.filter(user_id=cast.users[name]).earliest("id").id for name in ("teacher", "doctor")
        )

        answer = own.post(reverse("accounts:end_session", args=[mine]), headers=HTMX)

        assert "已退出此设备" in answer.content.decode()
        assert own.post(reverse("accounts:end_session", args=[hers])).status_code == 404
        assert (other.get("/me/").status_code, foreign.get("/me/").status_code) == (302, 200)

    def test_session_ended_elsewhere_is_honored_for_five_seconds_at_most(self, signed_in, monkeypatch):
        browser = signed_in("teacher")
        monotonic = [1000.0]
        monkeypatch.setattr(resolving.time, "monotonic", lambda: monotonic[0])
        statuses = [browser.get("/me/").status_code]
        Session.objects.update(revoked_at=clock.machine_now())

        for passed in (4.9, 0.2):
            monotonic[0] += passed
            statuses.append(browser.get("/me/").status_code)

        assert statuses == [200, 200, 302]


class TestKeeping:
    def test_school_administrator_lists_the_school_alone(self, signed_in):
        page = signed_in("school_admin").get("/accounts/").content.decode()

        assert "王敏" in page and "何芳" not in page and "周科长" not in page

    @pytest.mark.parametrize(
        ("query", "named", "unnamed"),
        [("text=王敏", "王敏", "李强"), ("unit=东风", "何芳", "王敏"), ("role=COUNTY_OFFICER", "周科长", "王敏")],
    )
    def test_list_is_narrowed(self, signed_in, query, named, unnamed):
        page = signed_in("admin").get(f"/accounts/?{query}").content.decode()

        assert named in page and unnamed not in page

    def test_detail_says_what_someone_sees(self, signed_in, cast):
        page = signed_in("school_admin").get(reverse("accounts:detail", args=[cast.users["guard"]])).content.decode()

        assert "看出入人员姓名、班级和放行结果；看不到任何健康信息" in page

    def test_new_account_shows_its_password_once(self, signed_in, cast):
        browser = signed_in("school_admin")
        sent = {
            "name": "张三", "username": "zhang3", "phone": "", "unit_id": cast.school.classes[0].id,
            "role": "HOMEROOM_TEACHER", "starts_on": "2026-11-23", "until": "2026-12-31",
        }  # fmt: skip

        made = browser.post("/accounts/new/", sent, headers=HTMX).content.decode()
        password = re.search(r"<dd>([a-z2-9]{14})</dd>", made).group(1)

        assert _enter(Client(), "zhang3", password).status_code == 303
        grant = Grant.objects.whole_tree(reason="test").latest("id")
        assert (grant.starts_on, grant.until) == (dt.date(2026, 11, 23), dt.date(2027, 1, 1))

    def test_bad_account_keeps_what_was_typed(self, signed_in, cast):
        sent = {"name": "张三", "username": "teacher", "unit_id": cast.school.id, "role": "COUNTY_OFFICER"}
        answer = signed_in("school_admin").post("/accounts/new/", sent, headers=HTMX)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "填开始日期" in page and 'value="张三"' in page

    def test_office_chooses_the_unit_by_name(self, signed_in, cast):
        browser = signed_in("admin")

        found = browser.get("/accounts/new/?q=东风").content.decode()
        form = browser.get(f"/accounts/new/?unit={cast.neighbor_school.id}").content.decode()

        assert f"?unit={cast.neighbor_school.id}" in found
        assert "三(1)班" in form
        assert "没有这个名称" in signed_in("school_admin").get("/accounts/new/?q=东风").content.decode()

    def test_unit_of_another_school_cannot_be_chosen(self, signed_in, cast):
        sent = {"unit_id": cast.neighbor_school.id, "role": "SCHOOL_DOCTOR", "starts_on": "2026-11-23"}
        url = reverse("accounts:give_post", args=[cast.users["teacher"]])

        answer = signed_in("school_admin").post(f"{url}?unit={cast.neighbor_school.id}", sent, headers=HTMX)

        assert answer.status_code == 422

    def test_post_is_given_and_taken_away(self, signed_in, cast):
        browser = signed_in("school_admin")
        url = reverse("accounts:give_post", args=[cast.users["teacher"]])
        sent = {"unit_id": cast.school.id, "role": "HEALTH_TEACHER", "starts_on": "2026-11-23"}

        given = browser.post(url, sent, headers=HTMX)
        grant = Grant.objects.whole_tree(reason="test").latest("id")
        taken = browser.post(reverse("accounts:revoke_post", args=[cast.users["teacher"], grant.id]))

        grant.refresh_from_db()
        assert (given.status_code, taken.status_code) == (200, 303)
        assert "岗位已设" in given.content.decode() and grant.revoked_at is not None


class TestDelegations:
    def _send(self, browser, cast, **changes):
        grant = Grant.objects.whole_tree(reason="test").get(user_id=cast.users["principal"])
        sent = {
            "grant_id": grant.id, "user_id": cast.users["reporter"], "starts_on": "2026-11-23",
            "until": "2026-11-25", "reason": "外出培训", **changes,
        }  # fmt: skip
        return browser.post("/accounts/delegations/", sent, headers=HTMX)

    def test_leader_hands_the_post_over_and_takes_it_back(self, signed_in, cast):
        browser = signed_in("principal")

        receipt = self._send(browser, cast).content.decode()
        page = browser.get("/accounts/delegations/").content.decode()
        delegated = Grant.objects.whole_tree(reason="test").latest("id")
        mine = signed_in("reporter").get("/me/").content.decode()
        taken = browser.post(reverse("accounts:revoke_delegation", args=[delegated.id]))

        assert "2026-11-23至2026-11-25" in receipt and "外出培训" in page
        until = '至<span class="num">2026-11-25</span>，由赵校长委托'
        assert f'育英小学校领导，<span class="num">2026-11-23</span>起，{until}' in mine
        assert taken.status_code == 303

    def test_reason_and_end_are_asked_for(self, signed_in, cast):
        answer = self._send(signed_in("principal"), cast, reason="", until="")

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "写明委托原因" in page and "填结束日期" in page

    def test_delegation_of_another_is_not_known(self, signed_in, cast):
        self._send(signed_in("principal"), cast)
        delegated = Grant.objects.whole_tree(reason="test").latest("id")

        for name in ("neighbor_principal", "reporter"):
            url = reverse("accounts:revoke_delegation", args=[delegated.id])
            assert signed_in(name).post(url).status_code == 404
