"""Tries are counted whatever happens after them; codes, tokens and posts end when they should."""

import base64
import datetime as dt

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import connection
from django_otp.oath import totp

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services
from sizao.registry.accounts.models import Grant, SecondFactor, Session, SignInFailure, User
from sizao.registry.accounts.services import ANONYMOUS, NewDelegation, NewGrant, NewUser, Origin, TryKind

HERE = Origin("10.1.2.3", "Chrome Windows")
MOMENT = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)


def _users():
    return User.objects.whole_tree(reason="test")


def _count(now, name, *, at=MOMENT, address=HERE.address):
    return services.count_try(
        actor=ANONYMOUS, now=now, kind=TryKind.PASSWORD, name=name, address=address, machine_now=at
    )


def _enter(now, name="teacher", password=PASSWORD, at=MOMENT):
    tried = _count(now, name, at=at)
    return services.sign_in(actor=ANONYMOUS, now=now, tried=tried, password=password, origin=HERE, machine_now=at)


def _fail(now, times, name="teacher", at=MOMENT):
    for _ in range(times):
        with pytest.raises(services.SignInRefused):
            _enter(now, name, "wrong", at)


def _actions(kind: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_entry WHERE object_kind = %s ORDER BY at, id", [kind])
        return [row[0] for row in cursor.fetchall()]


class TestSignIn:
    def test_right_password_opens_a_session_and_forgets_failures(self, db, cast, now):
        _fail(now, 3)

        key = _enter(now)

        session = Session.objects.get(digest=queries.digest_of(key))
        assert session.user_id == cast.users["teacher"]
        assert session.expires_at == MOMENT + dt.timedelta(days=14)
        assert not SignInFailure.objects.exists()
        assert _users().get(id=session.user_id).first_signed_in_at == MOMENT

    def test_office_session_ends_with_the_working_day(self, db, now):
        key = _enter(now, "county")

        assert Session.objects.get(digest=queries.digest_of(key)).expires_at == MOMENT + dt.timedelta(hours=12)

    def test_refusal_is_counted_although_it_raises(self, committed_db, now):
        _fail(now, 2)

        assert SignInFailure.objects.count() == 2
        assert _actions("accounts.try") == ["accounts.try.counted"] * 2

    @pytest.mark.parametrize("name", ["teacher", "nobody-of-that-name"])
    def test_known_and_unknown_names_lock_alike(self, db, now, name):
        _fail(now, 8, name)

        with pytest.raises(services.SignInLocked) as locked:
            _count(now, name, at=MOMENT + dt.timedelta(minutes=5))

        assert locked.value.params == {"minutes": 10}

    def test_lock_doubles_after_each_further_failure(self, db, now):
        _fail(now, 8)
        later = MOMENT + dt.timedelta(minutes=16)
        _fail(now, 1, at=later)

        with pytest.raises(services.SignInLocked) as locked:
            _count(now, "teacher", at=later)

        assert locked.value.params == {"minutes": 30}

    def test_locked_try_is_not_counted_again(self, db, now):
        _fail(now, 8)

        with pytest.raises(services.SignInLocked):
            _count(now, "teacher")

        assert SignInFailure.objects.count() == 8

    def test_right_password_does_not_open_a_locked_account(self, db, now):
        _fail(now, 8)

        with pytest.raises(services.SignInLocked):
            _enter(now)

    def test_flood_from_one_address_is_refused_whatever_the_names(self, db, now):
        for number in range(60):
            _count(now, f"name{number}")

        with pytest.raises(services.SignInLocked):
            _count(now, "teacher")
        _count(now, "teacher", address="10.9.9.9")

    def test_unknown_name_is_hashed_as_often_as_a_known_one(self, db, now, monkeypatch):
        hashed = []
        hasher = identify_hasher(make_password("x")).__class__
        encode, verify = hasher.encode, hasher.verify
        monkeypatch.setattr(hasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
        monkeypatch.setattr(hasher, "verify", lambda *a, **k: hashed.append(1) or verify(*a, **k))

        _fail(now, 1, "teacher")
        known = len(hashed)
        _fail(now, 1, "nobody")

        assert (known, len(hashed)) == (1, 2)

    def test_old_hash_is_renewed_at_sign_in(self, db, cast, now, settings):
        settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        old = make_password(PASSWORD, hasher="pbkdf2_sha256")
        _users().filter(id=cast.users["teacher"]).update(password=old)

        _enter(now)

        assert _users().get(id=cast.users["teacher"]).password.startswith("argon2")

    def test_inactive_account_cannot_sign_in(self, db, cast, now):
        _users().filter(id=cast.users["teacher"]).update(is_active=False)

        with pytest.raises(services.SignInRefused):
            _enter(now)

    def test_only_demo_accounts_sign_in_without_password(self, db, cast, now):
        _users().filter(id=cast.users["doctor"]).update(is_demo=False)
        asked = {"actor": ANONYMOUS, "now": now, "origin": HERE, "machine_now": MOMENT}

        assert services.sign_in_demo(username="teacher", **asked)
        with pytest.raises(NotVisible):
            services.sign_in_demo(username="doctor", **asked)

    def test_only_the_machine_opens_sessions_for_others(self, db, cast, now):
        with pytest.raises(Forbidden):
            services.open_session(
                actor=cast.actor("admin", now), now=now, user_id=cast.users["county"], origin=HERE, machine_now=MOMENT
            )


def _set_up(actor, now, at=MOMENT) -> str:
    """Set a device up and give its secret."""
    services.start_device(actor=actor, now=now)
    secret = queries.find_waiting_secret(actor.user_id)
    services.confirm_device(actor=actor, now=now, code=_code(secret, at), session_id=None, machine_now=at)
    return secret


def _code(secret: str, at: dt.datetime) -> str:
    return f"{totp(base64.b32decode(secret), t0=0, drift=_drift(at)):06}"


def _drift(at: dt.datetime) -> int:
    """Steps from the machine's own time, which the library reads, to `at`."""
    return int(at.timestamp()) // 30 - int(clock.machine_now().timestamp()) // 30


class TestSecondFactor:
    def _confirm(self, actor, now, key, code, at):
        tried = services.count_try(
            actor=actor, now=now, kind=TryKind.CODE, name=str(actor.user_id), address=None, machine_now=at
        )
        services.confirm_session(actor=actor, now=now, tried=tried, key=key, code=code, machine_now=at)

    def test_code_is_accepted_once(self, db, cast, now):
        actor = cast.actor("county", now)
        secret = _set_up(actor, now)
        key = _enter(now, "county")
        later = MOMENT + dt.timedelta(seconds=30)

        self._confirm(actor, now, key, _code(secret, later), later)

        assert Session.objects.get(digest=queries.digest_of(key)).second_factor_at == later
        with pytest.raises(Invalid):
            self._confirm(actor, now, key, _code(secret, later), later)

    def test_code_that_set_the_device_up_does_not_sign_in(self, db, cast, now):
        actor = cast.actor("county", now)
        secret = _set_up(actor, now)
        key = _enter(now, "county")

        with pytest.raises(Invalid):
            self._confirm(actor, now, key, _code(secret, MOMENT), MOMENT)

    def test_code_of_long_ago_is_refused(self, db, cast, now):
        actor = cast.actor("county", now)
        secret = _set_up(actor, now)
        key = _enter(now, "county")

        with pytest.raises(Invalid):
            self._confirm(actor, now, key, _code(secret, MOMENT), MOMENT + dt.timedelta(minutes=5))

    def test_recovery_code_is_spent(self, db, cast, now):
        actor = cast.actor("county", now)
        services.start_device(actor=actor, now=now)
        secret = queries.find_waiting_secret(actor.user_id)
        codes = services.confirm_device(
            actor=actor, now=now, code=_code(secret, MOMENT), session_id=None, machine_now=MOMENT
        )
        key = _enter(now, "county")

        self._confirm(actor, now, key, codes[0].upper(), MOMENT)

        assert len(codes) == 10
        assert len(SecondFactor.objects.get(user_id=actor.user_id).recovery_hashes) == 9
        with pytest.raises(Invalid):
            self._confirm(actor, now, key, codes[0], MOMENT)

    def test_codes_lock_like_passwords(self, db, cast, now):
        actor = cast.actor("county", now)
        _set_up(actor, now)
        key = _enter(now, "county")
        for _ in range(8):
            with pytest.raises(Invalid):
                self._confirm(actor, now, key, "000000", MOMENT)

        with pytest.raises(services.SignInLocked):
            self._confirm(actor, now, key, "000000", MOMENT)

    def test_secret_is_not_stored_readable(self, db, cast, now):
        actor = cast.actor("county", now)
        secret = _set_up(actor, now)

        stored = bytes(SecondFactor.objects.get(user_id=actor.user_id).secret)

        assert secret.encode() not in stored and base64.b32decode(secret) not in stored

    def test_officer_cannot_remove_but_teacher_can(self, db, cast, now):
        _users().update(is_demo=False)
        for name, may in (("county", False), ("teacher", True)):
            actor = cast.actor(name, now)
            secret = _set_up(actor, now)
            later = MOMENT + dt.timedelta(seconds=60)
            remove = {"actor": actor, "now": now, "code": _code(secret, later), "machine_now": later}
            if may:
                services.remove_device(**remove)
            else:
                with pytest.raises(services.DeviceNeeded):
                    services.remove_device(**remove)
            assert SecondFactor.objects.filter(user_id=actor.user_id).exists() is not may

    def test_confirmed_device_is_not_replaced(self, db, cast, now):
        actor = cast.actor("teacher", now)
        _set_up(actor, now)

        with pytest.raises(services.DeviceExists):
            services.start_device(actor=actor, now=now)


class TestOwnAccount:
    def _change(self, cast, now, current, new, session_id=None):
        actor = cast.actor("teacher", now)
        tried = services.count_try(
            actor=actor, now=now, kind=TryKind.OWN_PASSWORD, name=str(actor.user_id), address=None, machine_now=MOMENT
        )
        services.change_password(
            actor=actor, now=now, tried=tried, passwords=(current, new), session_id=session_id, machine_now=MOMENT
        )

    @pytest.mark.parametrize(
        ("current", "new", "field"),
        [
            ("wrong", "a-long-new-word", "current"),
            (PASSWORD, PASSWORD, "new"),
            (PASSWORD, "short", "new"),
            (PASSWORD, "1234567890", "new"),
            (PASSWORD, "my-teacher-word", "new"),
        ],
    )
    def test_weak_or_wrong_password_is_refused(self, db, cast, now, current, new, field):
        with pytest.raises(Invalid) as refused:
            self._change(cast, now, current, new)

        assert {problem.field for problem in refused.value.problems} == {field}

    def test_change_ends_other_sessions_only(self, db, cast, now):
        kept, other = (Session.objects.get(digest=queries.digest_of(_enter(now))) for _ in range(2))

        self._change(cast, now, PASSWORD, "a-long-new-word", session_id=kept.id)

        kept.refresh_from_db()
        other.refresh_from_db()
        assert (kept.revoked_at, other.revoked_at) == (None, MOMENT)
        assert _enter(now, password="a-long-new-word")

    def test_token_may_do_only_what_its_owner_may(self, db, cast, now):
        actor = cast.actor("reporter", now)
        asked = {"actor": actor, "now": now, "name": "食堂系统", "machine_now": MOMENT}

        assert services.create_token(scopes=["checks.submit"], days=365, **asked).startswith("sizao_")
        for wrong in (
            {"scopes": ["daily.sign"], "days": 30},
            {"scopes": ["checks.submit"], "days": 366},
            {"scopes": [], "days": 30},
            {"scopes": ["checks.view"], "days": 30},
        ):
            with pytest.raises(Invalid):
                services.create_token(**asked, **wrong)

    def test_nobody_hands_the_keeping_of_accounts_to_a_token(self, db, cast, now):
        assert not [code for code in queries.own_scopes(cast.actor("admin", now)) if code.startswith("accounts.")]

    def test_teacher_makes_no_tokens_and_a_token_makes_none(self, db, cast, now):
        for actor in (cast.actor("teacher", now), cast.actor("reporter", now).limited_to(["accounts.use_tokens"])):
            with pytest.raises(Forbidden):
                services.create_token(
                    actor=actor, now=now, name="x", scopes=["checks.submit"], days=1, machine_now=MOMENT
                )

    def test_unknown_theme_is_refused(self, db, cast, now):
        with pytest.raises(Invalid):
            services.set_display(actor=cast.actor("teacher", now), now=now, theme="pink")


class TestPosts:
    def _delegate(self, cast, now, *, to="reporter", days=(0, 3), by="principal", reason="出差"):
        grant = Grant.objects.whole_tree(reason="test").get(user_id=cast.users[by], delegated_from__isnull=True)
        first, until = (now.date() + dt.timedelta(days=day) for day in days)
        services.delegate_post(
            actor=cast.actor(by, now), now=now,
            delegation=NewDelegation(grant.id, cast.users[to], first, until, reason),
        )  # fmt: skip
        return Grant.objects.whole_tree(reason="test").get(delegated_from=grant)

    def _posts(self, cast, name, on):
        return {(grant.role, grant.delegated_by) for grant in queries.get_actor(cast.users[name], on=on).grants}

    def test_delegated_post_holds_for_its_period_and_names_who_gave_it(self, db, cast, now):
        self._delegate(cast, now, days=(1, 3))
        delegated = ("SCHOOL_LEADER", cast.users["principal"])

        held = [delegated in self._posts(cast, "reporter", now.date() + dt.timedelta(days=day)) for day in range(4)]

        assert held == [False, True, True, False]

    def test_delegation_ends_when_taken_back(self, db, cast, now):
        delegated = self._delegate(cast, now)

        services.revoke_delegation(actor=cast.actor("principal", now), now=now, grant_id=delegated.id)

        assert self._posts(cast, "reporter", now.date()) == {("EPIDEMIC_REPORTER", None)}

    def test_delegation_ends_with_the_post_it_came_from(self, db, cast, now):
        delegated = self._delegate(cast, now)

        services.revoke_post(actor=cast.actor("school_admin", now), now=now, grant_id=delegated.delegated_from_id)

        assert self._posts(cast, "reporter", now.date()) == {("EPIDEMIC_REPORTER", None)}

    def test_delegated_post_is_not_handed_on(self, db, cast, now):
        delegated = self._delegate(cast, now)
        asked = NewDelegation(delegated.id, cast.users["doctor"], now.date(), now.date() + dt.timedelta(days=1), "忙")

        with pytest.raises(NotVisible):
            services.delegate_post(actor=cast.actor("reporter", now), now=now, delegation=asked)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"to": "neighbor_principal"}, "user_id"),
            ({"to": "principal"}, "user_id"),
            ({"days": (-1, 3)}, "starts_on"),
            ({"days": (0, 200)}, "until"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_bad_delegation_is_refused(self, db, cast, now, changes, field):
        with pytest.raises(Invalid) as refused:
            self._delegate(cast, now, **changes)

        assert [problem.field for problem in refused.value.problems] == [field]

    def test_same_period_is_not_delegated_twice(self, db, cast, now):
        self._delegate(cast, now)

        with pytest.raises(Invalid):
            self._delegate(cast, now, days=(2, 5))

    def test_teacher_delegates_nothing(self, db, cast, now):
        with pytest.raises(Forbidden):
            self._delegate(cast, now, by="teacher")

    def test_nobody_gives_or_takes_posts_of_their_own(self, db, cast, now):
        actor = cast.actor("school_admin", now)
        own = Grant.objects.whole_tree(reason="test").get(user_id=actor.user_id)
        grant = NewGrant(actor.user_id, cast.school.id, "SCHOOL_DOCTOR", now.date())

        with pytest.raises(services.OwnPost):
            services.grant_posts(actor=actor, now=now, grants=[grant])
        with pytest.raises(services.OwnPost):
            services.revoke_post(actor=actor, now=now, grant_id=own.id)

    @pytest.mark.parametrize(
        ("unit", "role", "error"),
        [
            ("school", "SCHOOL_DOCTOR", None),
            ("school", "SCHOOL_LEADER", Invalid),
            ("school", "COUNTY_OFFICER", Invalid),
            ("neighbor_school", "SCHOOL_DOCTOR", NotVisible),
        ],
    )
    def test_school_administrator_gives_posts_in_the_school_alone(self, db, cast, now, unit, role, error):
        grant = NewGrant(cast.users["principal"], getattr(cast, unit).id, role, now.date())
        give = {"actor": cast.actor("school_admin", now), "now": now, "grants": [grant]}
        if error is None:
            services.grant_posts(**give)
        else:
            with pytest.raises(error):
                services.grant_posts(**give)


class TestKeeping:
    def _new(self, cast, now, username="zhang3", role="HEALTH_TEACHER"):
        return services.create_account(
            actor=cast.actor("school_admin", now), now=now, user=NewUser(username, "张三"),
            post=NewGrant(0, cast.school.id, role, now.date()),
        )  # fmt: skip

    def test_new_account_signs_in_with_the_temporary_password_and_owes_its_own(self, db, cast, now):
        user_id, password = self._new(cast, now)

        _enter(now, "zhang3", password)

        user = _users().get(id=user_id)
        assert user.must_change_password and user.unit_id == cast.school.id

    @pytest.mark.parametrize(("username", "field"), [("teacher", "username"), ("a b", "username"), ("", "username")])
    def test_username_is_free_and_typable(self, db, cast, now, username, field):
        with pytest.raises(Invalid) as refused:
            self._new(cast, now, username)

        assert refused.value.problems[0].field == field

    def test_nothing_is_made_when_the_post_does_not_fit(self, db, cast, now):
        with pytest.raises(Invalid):
            self._new(cast, now, role="CITY_OFFICER")

        assert not _users().filter(username="zhang3").exists()

    @pytest.mark.parametrize(
        ("keeper", "kept", "error"),
        [
            ("school_admin", "teacher", None),
            ("admin", "county", None),
            ("school_admin", "neighbor", NotVisible),
            ("school_admin", "county", NotVisible),
            ("auditor", "teacher", Forbidden),
            ("principal", "teacher", Forbidden),
            ("school_admin", "school_admin", services.OwnAccount),
        ],
    )
    def test_accounts_are_kept_by_the_administrators_of_their_units(self, db, cast, now, keeper, kept, error):
        asked = {"actor": cast.actor(keeper, now), "now": now, "user_id": cast.users[kept], "machine_now": MOMENT}
        if error is None:
            assert services.reset_password(**asked)
        else:
            with pytest.raises(error):
                services.reset_password(**asked)

    def test_school_does_not_reset_a_colleague_who_also_serves_the_county(self, db, cast, now):
        from sizao.demo.cast import COUNTY

        extra = NewGrant(cast.users["doctor"], COUNTY, "COUNTY_OFFICER", now.date())
        services.grant_posts(actor=cast.actor("admin", now), now=now, grants=[extra])

        with pytest.raises(Forbidden):
            services.reset_password(
                actor=cast.actor("school_admin", now), now=now, user_id=cast.users["doctor"], machine_now=MOMENT
            )

    def test_reset_password_lifts_the_lock_and_ends_sessions(self, db, cast, now):
        key = _enter(now)
        _fail(now, 8)

        password = services.reset_password(
            actor=cast.actor("school_admin", now), now=now, user_id=cast.users["teacher"], machine_now=MOMENT
        )

        assert Session.objects.get(digest=queries.digest_of(key)).revoked_at == MOMENT
        assert _enter(now, password=password)

    def test_switched_off_account_loses_sessions_and_what_it_delegated(self, db, cast, now):
        key = _enter(now, "principal")
        TestPosts()._delegate(cast, now)

        services.set_active(
            actor=cast.actor("school_admin", now), now=now, user_id=cast.users["principal"], is_active=False,
            machine_now=MOMENT,
        )  # fmt: skip

        assert Session.objects.get(digest=queries.digest_of(key)).revoked_at == MOMENT
        assert len(cast.actor("reporter", now).grants) == 1

    def test_expired_records_are_dropped_by_the_machine_alone(self, db, cast, now):
        _fail(now, 1)
        later = MOMENT + dt.timedelta(hours=49)

        with pytest.raises(Forbidden):
            services.clear_expired(actor=cast.actor("admin", now), now=now, machine_now=later)
        services.clear_expired(actor=Actor.system("test"), now=now, machine_now=later)

        assert not SignInFailure.objects.exists()
