"""Tries are counted whatever comes after them; a code is accepted once."""

import base64
import datetime as dt

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import connection

from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services
from sizao.registry.accounts.models import SecondFactor, Session, SignInFailure
from sizao.registry.accounts.services import ANONYMOUS, TryKind
from sizao.registry.accounts.tests.acting import HERE, MOMENT, code_at, count, enter, fail, set_up_device, users


def _actions(kind: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_entry WHERE object_kind = %s ORDER BY at, id", [kind])
        return [row[0] for row in cursor.fetchall()]


class TestSignIn:
    def test_right_password_opens_a_session_and_forgets_failures(self, db, cast, now):
        fail(now, 3)

        key = enter(now)

        session = Session.objects.get(digest=queries.digest_of(key))
        assert session.user_id == cast.users["teacher"]
        assert session.expires_at == MOMENT + dt.timedelta(days=14)
        assert not SignInFailure.objects.exists()
        assert users().get(id=session.user_id).first_signed_in_at == MOMENT

    def test_office_session_ends_with_the_working_day(self, db, now):
        key = enter(now, "county")

        assert Session.objects.get(digest=queries.digest_of(key)).expires_at == MOMENT + dt.timedelta(hours=12)

    def test_refusal_is_counted_although_it_raises(self, committed_db, now):
        for _ in range(2):
            with pytest.raises(services.SignInRefused):
                enter(now, password="wrong")

        assert SignInFailure.objects.count() == 2
        assert _actions("accounts.try") == ["accounts.try.counted"] * 2

    @pytest.mark.parametrize("name", ["teacher", "nobody-of-that-name"])
    def test_known_and_unknown_names_lock_alike(self, db, now, name):
        fail(now, 8, name)

        with pytest.raises(services.SignInLocked) as locked:
            count(now, name, at=MOMENT + dt.timedelta(minutes=5))

        assert locked.value.params == {"minutes": 10}

    def test_lock_doubles_after_each_further_failure(self, db, now):
        fail(now, 8)
        later = MOMENT + dt.timedelta(minutes=16)
        fail(now, 1, at=later)

        with pytest.raises(services.SignInLocked) as locked:
            count(now, "teacher", at=later)

        assert locked.value.params == {"minutes": 30}

    def test_locked_try_is_not_counted_again(self, db, now):
        fail(now, 8)

        with pytest.raises(services.SignInLocked):
            count(now, "teacher")

        assert SignInFailure.objects.count() == 8

    def test_right_password_does_not_open_a_locked_account(self, db, now):
        fail(now, 8)

        with pytest.raises(services.SignInLocked):
            enter(now)

    def test_flood_from_one_address_is_refused_whatever_the_names(self, db, now):
        for number in range(60):
            count(now, f"name{number}")

        with pytest.raises(services.SignInLocked):
            count(now, "teacher")
        count(now, "teacher", address="10.9.9.9")

    def test_unknown_name_is_hashed_as_often_as_a_known_one(self, db, now, monkeypatch):
        hashed = []
        hasher = identify_hasher(make_password("x")).__class__
        encode, verify = hasher.encode, hasher.verify
        monkeypatch.setattr(hasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
        monkeypatch.setattr(hasher, "verify", lambda *a, **k: hashed.append(1) or verify(*a, **k))

        for name, total in (("teacher", 1), ("nobody", 2)):
            with pytest.raises(services.SignInRefused):
                enter(now, name, "wrong")
            assert len(hashed) == total

    def test_old_hash_is_renewed_at_sign_in(self, db, cast, now, settings):
        settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        old = make_password(PASSWORD, hasher="pbkdf2_sha256")
        users().filter(id=cast.users["teacher"]).update(password=old)

        enter(now)

        assert users().get(id=cast.users["teacher"]).password.startswith("argon2")

    def test_inactive_account_cannot_sign_in(self, db, cast, now):
        users().filter(id=cast.users["teacher"]).update(is_active=False)

        with pytest.raises(services.SignInRefused):
            enter(now)

    def test_only_demo_accounts_sign_in_without_password(self, db, cast, now):
        users().filter(id=cast.users["doctor"]).update(is_demo=False)
        asked = {"actor": ANONYMOUS, "now": now, "origin": HERE, "machine_now": MOMENT}

        assert services.sign_in_demo(username="teacher", **asked)
        with pytest.raises(NotVisible):
            services.sign_in_demo(username="doctor", **asked)

    def test_the_machine_has_no_sessions_of_its_own(self, db, now):
        with pytest.raises(NotVisible):
            services.end_session(actor=Actor.system("test"), now=now, session_id=1, machine_now=MOMENT)

    def test_only_the_machine_opens_sessions_for_others(self, db, cast, now):
        with pytest.raises(Forbidden):
            services.open_session(
                actor=cast.actor("admin", now), now=now, user_id=cast.users["county"], origin=HERE, machine_now=MOMENT
            )


class TestSecondFactor:
    def _confirm(self, actor, now, key, code, at):
        tried = services.count_try(
            actor=actor, now=now, kind=TryKind.CODE, name=str(actor.user_id), address=None, machine_now=at
        )
        services.confirm_session(actor=actor, now=now, tried=tried, key=key, code=code, machine_now=at)

    def test_code_is_accepted_once(self, db, cast, now):
        actor = cast.actor("county", now)
        secret, _ = set_up_device(actor, now)
        key = enter(now, "county")
        later = MOMENT + dt.timedelta(seconds=30)

        self._confirm(actor, now, key, code_at(secret, later), later)

        assert Session.objects.get(digest=queries.digest_of(key)).second_factor_at == later
        with pytest.raises(Invalid):
            self._confirm(actor, now, key, code_at(secret, later), later)

    def test_code_that_set_the_device_up_does_not_sign_in(self, db, cast, now):
        actor = cast.actor("county", now)
        secret, _ = set_up_device(actor, now)
        key = enter(now, "county")

        with pytest.raises(Invalid):
            self._confirm(actor, now, key, code_at(secret, MOMENT), MOMENT)

    def test_code_of_long_ago_is_refused(self, db, cast, now):
        actor = cast.actor("county", now)
        secret, _ = set_up_device(actor, now)
        key = enter(now, "county")

        with pytest.raises(Invalid):
            self._confirm(actor, now, key, code_at(secret, MOMENT), MOMENT + dt.timedelta(minutes=5))

    def test_recovery_code_is_spent(self, db, cast, now):
        actor = cast.actor("county", now)
        _, codes = set_up_device(actor, now)
        key = enter(now, "county")

        self._confirm(actor, now, key, codes[0].upper(), MOMENT)

        assert len(codes) == 10
        assert len(SecondFactor.objects.get(user_id=actor.user_id).recovery_hashes) == 9
        with pytest.raises(Invalid):
            self._confirm(actor, now, key, codes[0], MOMENT)

    def test_codes_lock_like_passwords(self, db, cast, now):
        actor = cast.actor("county", now)
        set_up_device(actor, now)
        key = enter(now, "county")
        for _ in range(8):
            with pytest.raises(Invalid):
                self._confirm(actor, now, key, "000000", MOMENT)

        with pytest.raises(services.SignInLocked):
            self._confirm(actor, now, key, "000000", MOMENT)

    def test_secret_is_not_stored_readable(self, db, cast, now):
        actor = cast.actor("county", now)
        secret, _ = set_up_device(actor, now)

        stored = bytes(SecondFactor.objects.get(user_id=actor.user_id).secret)

        assert secret.encode() not in stored and base64.b32decode(secret) not in stored

    def test_officer_cannot_remove_but_teacher_can(self, db, cast, now):
        users().update(is_demo=False)
        for name, may in (("county", False), ("teacher", True)):
            actor = cast.actor(name, now)
            secret, _ = set_up_device(actor, now)
            later = MOMENT + dt.timedelta(seconds=60)
            remove = {"actor": actor, "now": now, "code": code_at(secret, later), "machine_now": later}
            if may:
                services.remove_device(**remove)
            else:
                with pytest.raises(services.DeviceNeeded):
                    services.remove_device(**remove)
            assert SecondFactor.objects.filter(user_id=actor.user_id).exists() is not may

    def test_confirmed_device_is_not_replaced(self, db, cast, now):
        actor = cast.actor("teacher", now)
        set_up_device(actor, now)

        with pytest.raises(services.DeviceExists):
            services.start_device(actor=actor, now=now)
