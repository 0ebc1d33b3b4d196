"""Who meets what at imports: people are imported by their school alone, whoever keeps its accounts."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.files.tests import builders
from sizao.registry.imports import services
from tests.access.rules import holders, row, school
from tests.access.world import JOB, Sample, World


def _import(world: World, unit) -> Sample:
    upload = SimpleUploadedFile("名册.xlsx", builders.workbook(["姓名", "班级"], [unit.name, "三(1)班"]))
    changeset_id = services.start_import(
        actor=JOB, now=world.now, school_id=unit.id, upload=upload, effective_on=world.day
    )  # fmt: skip
    return Sample({"key": f"{unit.id}~{changeset_id}"})


IMPORT = row("import", "roster.edit", at="school").but(in_school=True)

ROUTES = {
    "imports:home": holders("roster.edit").but(in_school=True),
    "imports:import": IMPORT,
    "imports:columns": IMPORT,
    "imports:check": IMPORT,
    "imports:decide": IMPORT.but(also=(404,)),  # no row waits for a decision
    "imports:commit": IMPORT,
    "imports:undo": IMPORT,
    "imports:discard": IMPORT,
    "imports:template": school("roster.edit"),
}

SAMPLES = {"import": _import}
