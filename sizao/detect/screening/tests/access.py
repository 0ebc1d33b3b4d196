"""Who meets what at what others saw: guardians their own children's messages, classes the questions made of them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.files.tests import builders
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Entry
from sizao.detect.screening import services
from sizao.detect.screening.rules import SelfReport
from tests.access.rules import holders, own, row, unit
from tests.access.world import JOB, Sample, World


def _message(world: World, unit) -> Sample:
    """Let the guardian say that the child is ill."""
    school = world.cast.school
    report = SelfReport(
        id=new_id(world.now), school_id=school.id, person_id=school.classes[0].people[0], day=world.day,
        leave="PRIVATE", symptoms=(), onset_date=None, seen_doctor=None,
    )  # fmt: skip
    services.send_report(actor=world.actors["guardian"], now=world.now, report=report)
    return Sample({"key": f"{school.id}~{report.id}"})


def _question(world: World, unit) -> Sample:
    """Propose to a class that a pupil was too warm at the gate."""
    checks.open_slots(actor=JOB, now=world.now, day=world.day)
    entry = Entry(world.group(unit).people[2], presence="ABSENT", absence_reason="PRIVATE")
    asked = checks.NewQuestion(unit.school_id, unit.id, entry, "GUARDIAN_MESSAGE", world.day, world.now)
    made = checks.ask_questions(actor=JOB, now=world.now, questions=[asked])
    return Sample({"key": f"{unit.school_id}~{made[unit.school_id, entry.person_id]}"})


def _readings(world: World, unit) -> Sample:
    person = world.first_group(unit).people[0]
    reading = {"taken_at": world.now.isoformat(), "temperature_celsius": 37.9, "person_id": str(person)}
    return Sample(body={"school_id": unit.id, "readings": [reading]})


def _file(world: World, unit) -> Sample:
    """Let the doctor take a file of checks in."""
    school = world.cast.school
    rows = ["班级", "日期", "时段", "学生"], [school.classes[0].name, str(world.day), "晨检", "0"]
    upload = SimpleUploadedFile("晨检.xlsx", builders.workbook(*rows))
    key = services.start_upload(actor=world.actors["doctor"], now=world.now, unit_id=school.id, upload=upload)
    return Sample({"key": str(key)})


def _reads(actor, unit) -> bool:
    """Whoever answers a question has to be one who may read it."""
    return actor.may("checks.view_entries", unit)


ANSWERED = row("question of a class", "checks.submit").but(when=_reads)

FILE = own("file of checks", "doctor", "checks.send_file")

ROUTES = {
    "screening:list": holders("screening.report"),
    "screening:new": holders("screening.report"),
    "screening:withdraw": own("message of a guardian", "guardian", "screening.report"),
    "screening:take_over": ANSWERED,
    "screening:dismiss": ANSWERED,
    "screening:uploads": holders("checks.send_file"),
    "screening:upload_template": unit("checks.send_file"),
    "screening:upload": FILE,
    "screening:check_upload": FILE,
    "screening:commit_upload": FILE,
    "screening:discard_upload": FILE,
    "api:screening_take_readings": row("readings", "screening.send_readings", at="school"),
}

SAMPLES = {
    "message of a guardian": _message,
    "question of a class": _question,
    "readings": _readings,
    "file of checks": _file,
}
