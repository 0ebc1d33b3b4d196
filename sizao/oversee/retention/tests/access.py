"""Who meets what at the periods of keeping: a province's administrators and auditors."""

from tests.access.rules import holders


def _is_provincial(actor, unit) -> bool:
    return any(grant.unit.level == "PROVINCE" for grant in actor.grants)


ROUTES = {"retention:list": holders("retention.view").but(when=_is_provincial)}
