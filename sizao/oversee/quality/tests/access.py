"""Who meets what at questions about the way a unit reports: the school answers, the office closes."""

import datetime as dt

from sizao.core.ids import new_id
from sizao.oversee.quality.models import Question
from tests.access.rules import holders, row
from tests.access.world import Sample, World


def _question(world: World, unit) -> Sample:
    county, city, province = (int(part) for part in unit.territory_path.strip("/").split("/")[2::-1])
    made = Question.objects.create(
        school_id=unit.id, id=new_id(world.now), kind="SILENCE", unit_id=unit.id, probability=0.001,
        numbers={"reports": 9, "expected": 8, "chance": 0.001},
        first=world.day - dt.timedelta(days=14), until=world.day, asked_at=world.now, state="ASKED",
        state_since=world.now, county_id=county, city_id=city, province_id=province,
    )  # fmt: skip
    return Sample({"key": f"{unit.id}~{made.id}"}, body={"which": "answer", "answer": "逐班核对过"})


ROUTES = {
    "quality:home": holders("quality.view"),
    "quality:question": row("quality question", "quality.view", at="school").writing("quality.answer"),
}

SAMPLES = {"quality question": _question}
