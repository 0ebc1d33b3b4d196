"""Who meets what at the grid: cells are opened by a post in the school alone, offices see numbers."""

from sizao.registry.grids import services
from sizao.registry.grids.models import Coverage, Worker
from tests.access.rules import holders, row, school, unit
from tests.access.world import JOB, Sample, World


def _cell(world: World, unit) -> Sample:
    """Cover a class by a cell that nobody works yet but one who is of no school of the cast's readers."""
    place = {"actor": JOB, "now": world.now, "school_id": unit.id}
    cell = services.add_cell(**place, line="CLASS", name="第一网格")
    services.cover(**place, cell_id=cell, unit_ids=[world.first_group(unit).id])
    worker_of = {
        world.cast.school.id: "teacher3", world.cast.neighbor_school.id: "neighbor",
        world.cast.foreign_school.id: "foreign",
    }  # fmt: skip
    services.appoint_worker(**place, cell_id=cell, user_id=world.cast.users[worker_of[unit.id]])
    coverage = Coverage.objects.whole_tree(reason="sweep").get(school_id=unit.id, cell_id=cell)
    worker = Worker.objects.whole_tree(reason="sweep").get(school_id=unit.id, cell_id=cell)
    return Sample({"key": f"{unit.id}~{cell}", "coverage_id": coverage.id, "worker_id": worker.id})


def _works(actor, unit) -> bool:
    return actor.has("grids.work")


def _works_it(actor, unit) -> bool:
    """The workers whom `_cell` appoints, in their schools."""
    posts = [grant for grant in actor.grants if grant.role == "HOMEROOM_TEACHER"]
    return any(grant.unit.school_id == unit.id and grant.unit.name in ("四(1)班",) for grant in posts) or (
        actor.name in ("何芳", "尹琴") and any(grant.unit.school_id == unit.id for grant in posts)
    )


def _inside(actor, unit) -> bool:
    return unit.school_id is None or any(grant.unit.key == unit.id for grant in actor.grants)


CELL = row("cell", "grids.view", "grids.people", at="school").but(in_school=True, opens=_works_it)
MANAGED = row("cell", "grids.manage", at="school").but(in_school=True)

ROUTES = {
    "grids:home": holders("grids.view"),
    "grids:mine": holders("grids.work"),
    "grids:school": school("grids.view").but(when=_inside),
    "grids:uncovered": unit("grids.view").but(when=_inside),
    "grids:new": row("class line", "grids.manage", at="school").but(in_school=True),
    "grids:cell": CELL,
    "grids:change": CELL.but(when=_works),
    "grids:edit": MANAGED,
    "grids:cover": MANAGED,
    "grids:uncover": MANAGED,
    "grids:appoint": MANAGED,
    "grids:dismiss": MANAGED,
    "grids:retire": MANAGED,
}

SAMPLES = {
    "cell": _cell,
    "class line": lambda world, unit: Sample({"school_id": unit.id, "line": "class"}),
}
