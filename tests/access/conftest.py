"""One database for the whole sweep: what is tried is rolled back, request by request."""

import logging
from collections.abc import Iterator

import pytest

from conftest import NOW
from tests.access import routes
from tests.access.world import World
from tests.signing import open_session


@pytest.fixture(scope="module")
def world(databases, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Build a morning under way with a row of everything in each place; gone after the module."""
    from django.conf import settings
    from django.db import connection
    from django.http import HttpResponse

    from sizao.core import http

    name = f"sizao_access_{databases.worker}"
    databases.copy(name)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sizao.core.clock.now", lambda: NOW)
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        # The page of a refusal costs more than all that leads to it, and is tried where it belongs.
        patch.setattr(http, "render", lambda request, template, context, status: HttpResponse(status=status))
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        databases.use(name)
        yield build(World(databases.cast, NOW))
        logging.getLogger("django.request").setLevel(logging.NOTSET)
        connection.close()
        databases.use(f"sizao_test_{databases.worker}")
    databases.drop(name)


def build(world: World) -> World:
    """Sign everyone in and make the samples."""
    world.look_up()
    makers = routes.samples()
    for route in routes.declared().values():
        if not route.sample:
            continue
        for unit in world.places(route.at) if route.at else [None]:
            key = (route.sample, unit.id if unit else 0)
            if key not in world.made:
                world.made[key] = makers[route.sample](world, unit)
    for name, user_id in world.cast.users.items():
        world.sessions[name] = open_session(user_id, now=world.now)
    world.look_up()
    return world
