"""Posts and delegations hold for their period and end with what they came from; settings are one's own."""

import datetime as dt

import pytest

from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services
from sizao.registry.accounts.models import Grant, Session
from sizao.registry.accounts.services import NewDelegation, NewGrant, TryKind
from sizao.registry.accounts.tests.acting import MOMENT, enter


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
            ({"to": "guardian"}, "user_id"),
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
        kept, other = (Session.objects.get(digest=queries.digest_of(enter(now))) for _ in range(2))

        self._change(cast, now, PASSWORD, "a-long-new-word", session_id=kept.id)

        kept.refresh_from_db()
        other.refresh_from_db()
        assert (kept.revoked_at, other.revoked_at) == (None, MOMENT)
        assert enter(now, password="a-long-new-word")

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
