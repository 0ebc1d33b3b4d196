"""Who meets what at stored files: the right of their purpose decides."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.files import services
from sizao.core.files.tests import builders
from tests.access.rules import row
from tests.access.world import JOB, Sample, World


def _file(world: World, unit) -> Sample:
    upload = SimpleUploadedFile("名册.xlsx", builders.workbook(["姓名"], [unit.name]))
    row = services.accept_upload(
        actor=JOB, now=world.now, unit_id=unit.id, purpose="roster.import", upload=upload
    )  # fmt: skip
    return Sample({"key": f"{row.school_id}~{row.id}"})


ROUTES = {"files:download": row("file", "roster.edit", at="school")}

SAMPLES = {"file": _file}
