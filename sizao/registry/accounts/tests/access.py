"""Who meets what at accounts: one's own, and those one keeps."""

import datetime as dt

from sizao.core import clock
from sizao.registry.accounts import services
from sizao.registry.accounts.models import ApiToken, Grant, Session, User
from sizao.registry.accounts.services import NewDelegation
from tests.access.rules import everyone, holders, own, public, row
from tests.access.world import Sample, World
from tests.signing import open_session


def _user(world: World, unit) -> Sample | None:
    found = User.objects.whole_tree(reason="sweep").filter(unit_id=unit.id).order_by("id").first()
    if found is None:
        return None
    post = Grant.objects.whole_tree(reason="sweep").filter(user_id=found.id).first()
    return Sample({"user_id": found.id, "grant_id": post.id})


def _session(world: World, unit) -> Sample:
    open_session(world.cast.users["teacher"], now=world.now)
    return Sample({"session_id": Session.objects.filter(user_id=world.cast.users["teacher"]).latest("id").id})


def _token(world: World, unit) -> Sample:
    services.create_token(
        actor=world.actors["principal"], now=world.now, name="sweep", scopes=["daily.view"], days=3,
        machine_now=clock.machine_now(),
    )  # fmt: skip
    return Sample({"token_id": ApiToken.objects.latest("id").id})


def _delegation(world: World, unit) -> Sample:
    own = Grant.objects.whole_tree(reason="sweep").get(user_id=world.cast.users["principal"])
    asked = NewDelegation(
        own.id, world.cast.users["doctor"], world.day + dt.timedelta(days=9), world.day + dt.timedelta(days=12), "出差"
    )  # fmt: skip
    services.delegate_post(actor=world.actors["principal"], now=world.now, delegation=asked)
    return Sample({"grant_id": Grant.objects.whole_tree(reason="sweep").latest("id").id})


KEPT = row("user", "accounts.view", at="unit")
KEEPING = row("user", "accounts.grant", at="unit")

ROUTES = {
    "accounts:login": public,
    # An installation without a demo has none, whoever asks.
    "accounts:login_demo": public.but(also=(404,)),
    "accounts:second_factor": public,
    "accounts:logout": everyone,
    "accounts:me": everyone,
    "accounts:role": everyone.but(also=(404,)),  # none of one's own roles was named
    "accounts:display": public,
    "accounts:password": everyone,
    "accounts:device": everyone,
    "accounts:start_device": everyone,
    "accounts:remove_device": everyone,
    "accounts:end_session": own("session"),
    "accounts:tokens": holders("accounts.use_tokens"),
    "accounts:revoke_token": own("token", "principal"),
    "accounts:list": holders("accounts.view"),
    "accounts:new": holders("accounts.grant"),
    "accounts:delegations": holders("accounts.delegate"),
    "accounts:revoke_delegation": own("delegation", "principal"),
    "accounts:detail": KEPT,
    "accounts:give_post": KEEPING,
    "accounts:revoke_post": KEEPING,
    "accounts:reset_password": KEEPING,
    "accounts:switch": KEEPING,
    "accounts:reset_device": KEEPING,
}

SAMPLES = {"user": _user, "session": _session, "token": _token, "delegation": _delegation}
