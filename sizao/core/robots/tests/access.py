"""Who meets what at the robots of units."""

from sizao.core.robots import services
from tests.access.rules import anywhere, holders, row
from tests.access.world import JOB, Sample, World


def _robot(world: World, unit) -> Sample:
    wanted = services.Wanted("WECOM", "群", address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=sweep")
    key = services.create_robot(actor=JOB, now=world.now, unit_id=unit.id, wanted=wanted)
    return Sample({"key": key, "verb": "off"})


ROUTES = {
    "robots:home": holders("robots.manage"),
    "robots:unit": anywhere("robots.manage"),
    "robots:act": row("robot", "robots.manage", at="unit"),
}

SAMPLES = {"robot": _robot}
