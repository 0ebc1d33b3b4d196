"""What a sign-in owes, how long it is locked, and which posts and delegations fit."""

import datetime as dt

import pytest

from sizao.registry.accounts import rules
from sizao.registry.accounts.rules import Role, Standing, Step

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)


def _standing(**changes) -> Standing:
    values = {
        "roles": frozenset({Role.COUNTY_OFFICER}), "has_device": False, "is_confirmed": False, "is_demo": False,
        "must_change_password": False, "first_signed_in_at": NOON,
    }  # fmt: skip
    return Standing(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "days", "step"),
    [
        ({}, 0, Step.NONE),
        ({}, 6.9, Step.NONE),
        ({}, 7, Step.DEVICE),
        ({"is_demo": True}, 7, Step.NONE),
        ({"roles": frozenset({Role.HOMEROOM_TEACHER})}, 70, Step.NONE),
        ({"has_device": True}, 0, Step.SECOND_FACTOR),
        ({"has_device": True, "is_confirmed": True}, 70, Step.NONE),
        ({"has_device": True, "must_change_password": True}, 0, Step.SECOND_FACTOR),
        ({"roles": frozenset({Role.HOMEROOM_TEACHER}), "has_device": True}, 0, Step.SECOND_FACTOR),
        ({"must_change_password": True}, 70, Step.PASSWORD),
        ({"first_signed_in_at": None}, 70, Step.NONE),
    ],
)
def test_session_owes_its_first_open_step(changes, days, step):
    assert rules.next_step(_standing(**changes), NOON + dt.timedelta(days=days)) is step


@pytest.mark.parametrize(
    ("failed_count", "minutes"), [(7, None), (8, 15), (9, 30), (10, 60), (14, 960), (15, 1440), (10_000, 1440)]
)
def test_lock_doubles_to_a_day(failed_count, minutes):
    until = rules.locked_until(failed_count, NOON)

    assert until == (None if minutes is None else NOON + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("starts_on", "until", "post_until", "field"),
    [
        (TODAY, TODAY + dt.timedelta(days=1), None, None),
        (TODAY, TODAY, None, "until"),
        (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1), None, "starts_on"),
        (TODAY, TODAY + dt.timedelta(days=92), None, None),
        (TODAY, TODAY + dt.timedelta(days=93), None, "until"),
        (TODAY, TODAY + dt.timedelta(days=9), TODAY + dt.timedelta(days=8), "until"),
    ],
)
def test_delegation_stays_inside_term_and_limit(starts_on, until, post_until, field):
    problem = rules.delegation_problem(starts_on, until, today=TODAY, post_until=post_until)

    assert (problem.field if problem else None) == field


def test_every_role_has_levels_and_a_sentence_of_what_it_sees():
    assert set(rules.LEVELS_OF_ROLE) == set(Role)
    assert set(rules.SIGHT) == set(Role)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
            "Chrome Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0 wxwork/4.1", "企业微信 iPhone"),
        ("curl/8.5", ""),
    ],
)
def test_browser_is_named_in_words(user_agent, words):
    assert rules.device_words(user_agent) == words
