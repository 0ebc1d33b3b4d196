"""Records of the line list (病例一览表) and what was later learned about them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.linelist.rules import Origin, Status


class Record(KeyedModel, ScopedModel):
    """What was saved of one ill person at one moment; the same person and episode is the same illness.

    Never rewritten: what no longer stands has `withdrawn_at`, what came later stands in `Change`. `day`, `session` and
    `group_id` name the report it comes from; `class_id` and `room_id` where the person belonged then.
    """

    scope = Scope(read="linelist.view", group="group_id", person="person_id", above_school=False)

    person = SchoolRef("roster.Person")
    episode = models.SmallIntegerField()
    origin = models.CharField(max_length=8, choices=Origin.pairs())
    day = models.DateField()
    session = models.CharField(max_length=12, default="", blank=True)
    group_id = models.BigIntegerField(null=True)
    class_id = models.BigIntegerField(null=True)
    room_id = models.BigIntegerField(null=True)
    is_staff = models.BooleanField(default=False)
    onset_at = models.DateTimeField(null=True)
    onset_date = models.DateField()
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    groups = models.CharField(max_length=7, default="", blank=True)
    temperature_celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    severe_signs = ArrayField(models.CharField(max_length=20), default=list)
    exposure = models.CharField(max_length=80, default="", blank=True)
    disease = models.CharField(max_length=40, default="", blank=True)
    disease_status = models.CharField(max_length=10, choices=Status.pairs(), default="", blank=True)
    is_hospitalised = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    digest = models.BinaryField(max_length=16)
    withdrawn_at = models.DateTimeField(null=True)
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "day", "session", "group_id"],
                condition=models.Q(withdrawn_at__isnull=True, origin="CHECK"),
                name="linelist_record_once",
            )
        ]
        indexes = [
            models.Index(fields=["school_id", "recorded_at"], name="linelist_record_time"),
            models.Index(fields=["school_id", "person_id", "episode"], name="linelist_record_person"),
            models.Index(fields=["school_id", "day", "group_id"], name="linelist_record_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_id} {self.groups}"


class Change(KeyedModel, ScopedModel):
    """A later word on an illness (订正): a diagnosis, another one, its exclusion; append-only."""

    scope = Scope(read="linelist.view", person="person_id", above_school=False)

    person_id = models.UUIDField()
    episode = models.SmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.pairs())
    disease = models.CharField(max_length=40, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school_id", "person_id", "episode"], name="linelist_change_person")]

    def __str__(self) -> str:
        return f"{self.status} {self.disease} {self.person_id}"
