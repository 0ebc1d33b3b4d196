"""Accounts are kept by those who set posts where all of their posts lie."""

import datetime as dt

import pytest

from sizao.core import clock
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import COUNTY
from sizao.registry.accounts import jobs, queries, services
from sizao.registry.accounts.models import Grant, Session, SignInFailure
from sizao.registry.accounts.services import NewDelegation, NewGrant, NewUser
from sizao.registry.accounts.tests.acting import MOMENT, enter, fail, users


class TestKeeping:
    def _new(self, cast, now, username="zhang3", role="HEALTH_TEACHER"):
        return services.create_account(
            actor=cast.actor("school_admin", now), now=now, user=NewUser(username, "张三"),
            post=NewGrant(0, cast.school.id, role, now.date()),
        )  # fmt: skip

    def test_new_account_signs_in_with_the_temporary_password_and_owes_its_own(self, db, cast, now):
        user_id, password = self._new(cast, now)

        enter(now, "zhang3", password)

        user = users().get(id=user_id)
        assert user.must_change_password and user.unit_id == cast.school.id

    @pytest.mark.parametrize(("username", "field"), [("teacher", "username"), ("a b", "username"), ("", "username")])
    def test_username_is_free_and_typable(self, db, cast, now, username, field):
        with pytest.raises(Invalid) as refused:
            self._new(cast, now, username)

        assert refused.value.problems[0].field == field

    def test_nothing_is_made_when_the_post_does_not_fit(self, db, cast, now):
        with pytest.raises(Invalid):
            self._new(cast, now, role="CITY_OFFICER")

        assert not users().filter(username="zhang3").exists()

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
        extra = NewGrant(cast.users["doctor"], COUNTY, "COUNTY_OFFICER", now.date())
        services.grant_posts(actor=cast.actor("admin", now), now=now, grants=[extra])

        with pytest.raises(Forbidden):
            services.reset_password(
                actor=cast.actor("school_admin", now), now=now, user_id=cast.users["doctor"], machine_now=MOMENT
            )

    def test_reset_password_lifts_the_lock_and_ends_sessions(self, db, cast, now):
        key = enter(now)
        fail(now, 8)

        password = services.reset_password(
            actor=cast.actor("school_admin", now), now=now, user_id=cast.users["teacher"], machine_now=MOMENT
        )

        assert Session.objects.get(digest=queries.digest_of(key)).revoked_at == MOMENT
        assert enter(now, password=password)

    def test_switched_off_account_loses_sessions_and_what_it_delegated(self, db, cast, now):
        key = enter(now, "principal")
        own = Grant.objects.whole_tree(reason="test").get(user_id=cast.users["principal"])
        asked = NewDelegation(own.id, cast.users["reporter"], now.date(), now.date() + dt.timedelta(days=3), "出差")
        services.delegate_post(actor=cast.actor("principal", now), now=now, delegation=asked)

        services.set_active(
            actor=cast.actor("school_admin", now), now=now, user_id=cast.users["principal"], is_active=False,
            machine_now=MOMENT,
        )  # fmt: skip

        assert Session.objects.get(digest=queries.digest_of(key)).revoked_at == MOMENT
        assert len(cast.actor("reporter", now).grants) == 1

    def test_expired_records_are_dropped_by_the_machine_alone(self, db, cast, now):
        moment = clock.machine_now()
        fail(now, 1, "old", at=moment - dt.timedelta(hours=49))
        fail(now, 1, "new", at=moment - dt.timedelta(hours=47))

        with pytest.raises(Forbidden):
            services.clear_expired(actor=cast.actor("admin", now), now=now, machine_now=moment)
        jobs.clear_expired(now)

        assert SignInFailure.objects.count() == 1
