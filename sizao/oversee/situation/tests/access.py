"""Who meets what at the burden of teachers."""

from tests.access.rules import everyone, unit


def _bears_it(actor, unit) -> bool:
    """Everyone reads what their own school or office asks."""
    return any(grant.unit.key == unit.id for grant in actor.grants)


ROUTES = {"situation:home": everyone, "situation:burden": unit("burden.view").but(opens=_bears_it)}
