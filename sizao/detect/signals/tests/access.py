"""Who meets what at signals: the school's leaders and health staff, and the offices above, who read counts."""

from sizao.core.ids import new_id
from sizao.detect.signals.models import Signal
from tests.access.rules import holders, row
from tests.access.world import Sample, World


def _signal(world: World, unit) -> Sample:
    county, city, province = (int(part) for part in unit.territory_path.strip("/").split("/")[2::-1])
    made = Signal.objects.create(
        school_id=unit.id, id=new_id(world.now), name="sweep", event="sweep", opens_event=True, rule="R-SWEEP",
        kind="CLUSTER", unit_scope="INSTITUTION", unit_code=str(unit.id), case_count=5, latest_count=5,
        crossing_date=world.day, detected_at=world.now, updated_at=world.now, visible_at=world.now, state="NEW",
        state_since=world.now, county_id=county, city_id=city, province_id=province,
    )  # fmt: skip
    return Sample({"key": f"{unit.id}~{made.id}", "move": "verify"})


ROUTES = {
    "signals:home": holders("signals.view"),
    "signals:worth": holders("signals.view_worth"),
    "signals:signal": row("signal", "signals.view", at="school"),
    "signals:act": row("signal", "signals.verify", at="school"),
}

SAMPLES = {"signal": _signal}
