"""The community of one demo school and what its leader asked of it; the other schools have yet to say theirs."""

import datetime as dt
from collections.abc import Mapping

from sizao.core.actor import Actor
from sizao.registry.communities import services
from sizao.registry.communities.services import NewLink, NewMatter

DUE_DAYS = 5


def ask_community(leaders: Mapping[int, Actor], county_id: int, *, now: dt.datetime) -> None:
    """Give the first school its community, and ask this for one thing."""
    school_id, leader = min(leaders.items())
    place = {"actor": leader, "now": now, "school_id": school_id}
    link = NewLink(
        f"{county_id}001002", "学府街道学府社区", "田主任", "社区主任", "13755550900", "学府社区卫生服务中心",
        "0731-55550901",
    )  # fmt: skip
    services.set_link(**place, new=link)
    due_on = now.date() + dt.timedelta(days=DUE_DAYS)
    services.ask_community(**place, new=NewMatter("ENVIRONMENT", "校门口两侧的积水和垃圾要清理一次", due_on))
