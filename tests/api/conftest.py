"""Programs with tokens, and browsers with sessions, that ask the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sizao.core import clock
from sizao.registry.accounts import queries, services

Token = Callable[..., str]


@pytest.fixture
def token(cast, now) -> Token:
    """Make a token of one of the cast: `token("county")` with all rights, or `token("reporter", "checks.submit")`."""

    def make(who: str, *scopes: str, days: int = 30, at=None) -> str:
        actor = cast.actor(who, now)

        return services.create_token(
            actor=actor, now=now, name=f"对接{len(scopes)}", scopes=scopes or list(queries.own_scopes(actor)),
            days=days, machine_now=at or clock.machine_now(),
        )  # fmt: skip

    return make


class Program:
    """A client that sends and reads JSON with a token."""

    def __init__(self, key: str, **headers: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {key}", **headers}

    def get(self, where: str, **query: Any):
        return self.client.get(f"/api/v1{where}", query, headers=self.headers)

    def send(self, method: str, where: str, body: Any = None, *, raw: bytes | None = None, kind="application/json"):
        content = raw if raw is not None else json.dumps(body)
        return self.client.generic(method, f"/api/v1{where}", content, content_type=kind, headers=self.headers)


@pytest.fixture
def program(token) -> Callable[..., Program]:
    """Give a program that acts with a token of one of the cast."""
    return lambda who, *scopes, **headers: Program(token(who, *scopes), **headers)
