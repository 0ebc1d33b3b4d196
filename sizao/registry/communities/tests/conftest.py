"""The cast's school with its community, as of the fixture `now`."""

import dataclasses
import datetime as dt

import pytest

from sizao.registry.communities import services
from sizao.registry.communities.services import NewLink, NewMatter

LINK = NewLink(
    "430102001002", "学府街道学府社区", "田主任", "社区主任", "13755550900", "学府社区卫生服务中心", "0731-55550901"
)


@pytest.fixture
def link(cast, now, db):
    """Set the link of the cast's school, with changes."""

    def run(*, who: str = "principal", at=None, **changes):
        new = dataclasses.replace(LINK, **changes)
        return services.set_link(actor=cast.actor(who, now), now=at or now, school_id=cast.school.id, new=new)

    return run


@pytest.fixture
def ask(cast, now, db):
    """Ask the community of the cast's school for something, due in so many days."""

    def run(*, who: str = "principal", days: int = 5):
        new = NewMatter("ENVIRONMENT", "清理校门口的积水", now.date() + dt.timedelta(days=days))
        return services.ask_community(actor=cast.actor(who, now), now=now, school_id=cast.school.id, new=new)

    return run
