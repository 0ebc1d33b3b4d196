"""Who meets what at the daily return."""

from tests.access.rules import holders, office, row, unit
from tests.access.world import Sample, World


def _called(world: World, unit) -> Sample:
    """Name a unit below: a school's first class, an office's school; an office without one of the cast names itself."""
    schools = [one for one in world.places("school") if one.territory_path.startswith(unit.territory_path)]
    called = world.first_group(unit).id if unit.school_id else schools[0].id if schools else unit.id
    return Sample(body={"called_id": called, "answer": "NO_ANSWER", "unit_ids": [called]})


def _call(world: World, unit) -> Sample:
    """Leave out what the API does not know."""
    body = _called(world, unit).body
    return Sample(body={name: body[name] for name in ("called_id", "answer")})


def _chase(world: World, unit) -> Sample:
    return Sample(body={"unit_ids": _called(world, unit).body["unit_ids"]})


SEEN = {"expected": 1, "reported": 1, "ill": 0, "absent": 0}

ROUTES = {
    "daily:home": holders("daily.view"),
    "daily:show": unit("daily.view"),
    "daily:board": office("daily.view"),
    "daily:sign": unit("daily.sign"),
    "daily:amend": unit("daily.sign"),
    "daily:missing": unit("daily.view"),
    "daily:chase": row("called unit", "daily.chase", at="unit"),
    "daily:call": row("called unit", "daily.chase", at="unit"),
    "api:daily_get_return": unit("daily.view"),
    "api:daily_sign_return": unit("daily.sign").but(
        body={"seen": {"expected": 1, "reported": 1, "ill": 0, "absent": 0}}
    ),
    "api:daily_amend_return": unit("daily.sign").but(body={"reason": "数错了"}),
    "api:daily_get_board": unit("daily.view"),
    "api:daily_list_sub_units": office("daily.view"),
    "api:daily_list_missing": unit("daily.view"),
    "api:daily_chase_units": row("chased unit", "daily.chase", at="unit"),
    "api:daily_record_call": row("unit to call", "daily.chase", at="unit"),
}

SAMPLES = {"called unit": _called, "unit to call": _call, "chased unit": _chase}
