"""Who meets what at the daily return."""

from tests.access.rules import holders, row, unit
from tests.access.world import Sample, World


def _called(world: World, unit) -> Sample:
    called = world.cast.school.groups[0].id if unit.school_id else world.cast.school.id
    return Sample(body={"called_id": called, "answer": "NO_ANSWER"})


SEEN = {"expected": 1, "reported": 1, "ill": 0, "absent": 0}

ROUTES = {
    "daily:home": holders("daily.view"),
    "daily:show": unit("daily.view"),
    "daily:board": unit("daily.view"),
    "daily:sign": unit("daily.sign"),
    "daily:amend": unit("daily.sign"),
    "daily:missing": unit("daily.view"),
    "daily:chase": unit("daily.chase"),
    "daily:call": row("called unit", "daily.chase", at="unit"),
    "api:daily_get_return": unit("daily.view"),
    "api:daily_sign_return": unit("daily.sign").but(
        body={"seen": {"expected": 1, "reported": 1, "ill": 0, "absent": 0}}
    ),
    "api:daily_amend_return": unit("daily.sign").but(body={"reason": "数错了"}),
    "api:daily_get_board": unit("daily.view"),
    "api:daily_list_sub_units": unit("daily.view"),
    "api:daily_list_missing": unit("daily.view"),
    "api:daily_chase_units": unit("daily.chase").but(body={"unit_ids": [1]}),
    "api:daily_record_call": row("called unit", "daily.chase", at="unit"),
}

SAMPLES = {"called unit": _called}
