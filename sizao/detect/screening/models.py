"""What guardians said of their children, to be shown to them again with what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.screening.rules import Leave


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
