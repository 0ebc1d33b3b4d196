"""What guardians said of their children, to be shown to them again; files of checks and what is wrong with them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.screening.rules import Leave
from sizao.detect.screening.rules.uploads import SEND, UPLOAD_LOOP


class SelfReport(KeyedModel, ScopedModel):
    """A guardian's message (请假/报病) about one child and day.

    The class sees it as a question of its check (`question_id`), whose answer says what became of it.
    """

    scope = Scope(read="screening.read", group="group_id", person="person_id", above_school=False)

    person = SchoolRef("roster.Person")
    group_id = models.BigIntegerField()
    day = models.DateField()
    leave = models.CharField(max_length=10, choices=Leave.pairs())
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    onset_date = models.DateField(null=True)
    seen_doctor = models.BooleanField(null=True)
    question_id = models.UUIDField()
    reported_at = models.DateTimeField()
    reported_by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["school_id", "person_id", "day"], name="screening_report_person")]

    def __str__(self) -> str:
        return f"{self.day} {self.leave} {self.person_id}"


class Upload(KeyedModel, ScopedModel, LoopedModel):
    """A file of checks (晨检表) of one school or of the schools of an office: judged, shown, written or given up.

    layout: how the file is read. problems: [row, column, reason, parameters] without what the cell holds, which is
    read from the file again while that is kept. counts: what it says and what became of it.
    """

    loop = UPLOAD_LOOP
    scope = Scope(read=SEND)

    unit_id = models.BigIntegerField()
    file_name = models.CharField(max_length=200)
    file_id = models.UUIDField(null=True)
    layout = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school_id", "uploaded_at"], name="screening_upload_latest")]

    def __str__(self) -> str:
        return f"upload {self.id} {self.state}"
