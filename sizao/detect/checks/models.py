"""Slots, checks, their entries and assessments, open questions, and the roll-up by school and day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import DayKeyedModel, KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.checks.rules import (
    AbsenceReason,
    Disposition,
    EntryKind,
    GroupKind,
    Presence,
    QuestionKind,
    Session,
    Source,
    TemperatureSite,
    Verdict,
)


class AreaColumns(models.Model):
    """Where the school stands, copied so that roll-ups need no join; may change, the key may not."""

    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class Slot(DayKeyedModel, ScopedModel, AreaColumns):
    """One expected report (应报) of one group in one session; made once, when the slot opens.

    Its state is computed from slot, check and now, never stored. The denominator is frozen here.
    """

    scope = Scope(read="checks.view", group="group_id", areas=True)

    pk = models.CompositePrimaryKey("school_id", "day", "group_id", "session")
    id = None
    group_id = models.BigIntegerField()
    group_kind = models.CharField(max_length=12, choices=GroupKind.pairs())
    session = models.CharField(max_length=12, choices=Session.pairs())
    enrolled = models.IntegerField()
    boarders_only = models.BooleanField(default=False)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True)
    waived_by = models.BigIntegerField(null=True)
    waived_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["day", "county_id", "session"], name="checks_slot_county")]

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.group_id}"


class HealthCheck(DayKeyedModel, ScopedModel, AreaColumns):
    """A group's report of one session (晨检、午检、晚检, 全日健康观察), one row a version; append-only.

    The key is (school_id, id, day) so that a resent id is found whatever day it names.
    """

    scope = Scope(read="checks.view", group="group_id", areas=True)

    pk = models.CompositePrimaryKey("school_id", "id", "day")
    group_id = models.BigIntegerField()
    group_kind = models.CharField(max_length=12, choices=GroupKind.pairs())
    session = models.CharField(max_length=12, choices=Session.pairs())
    version = models.SmallIntegerField()
    enrolled = models.IntegerField()
    absent = models.IntegerField()
    absent_ill = models.IntegerField()
    ill = models.IntegerField()
    is_late = models.BooleanField()
    submitted_at = models.DateTimeField()
    submitted_by = models.BigIntegerField(null=True)
    submitted_role = models.CharField(max_length=40)
    device_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=12, choices=Source.pairs())
    reason = models.CharField(max_length=200, default="", blank=True)
    digest = models.BinaryField(max_length=32)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "day", "group_id", "session", "version"], name="checks_version"
            ),
            models.CheckConstraint(
                condition=models.Q(absent__gte=0, ill__gte=0, absent__lte=models.F("enrolled")),
                name="checks_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.group_id} v{self.version}"


class Finding(models.Model):
    """What was found about one person: shared by the teacher's entry and the doctor's assessment."""

    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    temperature_celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    temperature_site = models.CharField(max_length=12, choices=TemperatureSite.pairs(), default="", blank=True)
    onset_date = models.DateField(null=True)
    severe_signs = ArrayField(models.CharField(max_length=20), default=list)
    note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        abstract = True


class CheckEntry(DayKeyedModel, ScopedModel, Finding):
    """One ill or absent person in one version of one check; append-only."""

    scope = Scope(read="checks.view_entries", group="group_id", person="person_id", above_school=False)

    check_id = models.UUIDField()
    group_id = models.BigIntegerField()
    person = SchoolRef("roster.Person")
    kind = models.CharField(max_length=10, choices=EntryKind.pairs())
    presence = models.CharField(max_length=12, choices=Presence.pairs())
    absence_reason = models.CharField(max_length=10, choices=AbsenceReason.pairs(), default="", blank=True)
    seen_doctor = models.BooleanField(null=True)
    diagnosis = models.CharField(max_length=100, default="", blank=True)
    shared_meal = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["school_id", "day", "check_id"], name="checks_entry_check"),
            models.Index(fields=["school_id", "person_id", "day"], name="checks_entry_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.person_id}"


class EntryAssessment(DayKeyedModel, ScopedModel, Finding):
    """What the school doctor or health teacher found and did about an entry; append-only, the latest holds."""

    scope = Scope(read="checks.view_entries", group="group_id", person="person_id", above_school=False)

    check_id = models.UUIDField()
    entry_id = models.UUIDField()
    group_id = models.BigIntegerField()
    person_id = models.UUIDField()
    verdict = models.CharField(max_length=10, choices=Verdict.pairs())
    disposition = models.CharField(max_length=16, choices=Disposition.pairs(), default="", blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school_id", "day", "entry_id"], name="checks_assessment_entry")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.entry_id}"


class PersonQuestion(KeyedModel, ScopedModel):
    """A question about a person that the next check of the group must answer (昨日异常今日如何, 家长来信)."""

    scope = Scope(read="checks.view_entries", group="group_id", person="person_id", above_school=False)

    group_id = models.BigIntegerField()
    person = SchoolRef("roster.Person")
    kind = models.CharField(max_length=20, choices=QuestionKind.pairs())
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    hint = models.CharField(max_length=200, default="", blank=True)
    answer = models.CharField(max_length=12, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "kind"],
                condition=models.Q(answered_at__isnull=True),
                name="checks_question_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["school_id", "group_id"],
                condition=models.Q(answered_at__isnull=True),
                name="checks_question_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Tally(models.Model):
    """The counts of a session: differences in `CheckDelta`, totals in `SchoolDay`."""

    expected = models.IntegerField(default=0)
    waived = models.IntegerField(default=0)
    reported = models.IntegerField(default=0)
    zero = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    enrolled = models.IntegerField(default=0)
    absent = models.IntegerField(default=0)
    absent_ill = models.IntegerField(default=0)
    ill = models.IntegerField(default=0)

    class Meta:
        abstract = True


class CheckDelta(KeyedModel, AreaColumns, Tally):
    """What one written slot or check changes in the roll-up; the fold consumes it."""

    day = models.DateField()
    session = models.CharField(max_length=12)

    class Meta:
        db_table = "checks_delta"

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.school_id}"


class SchoolDay(DayKeyedModel, ScopedModel, AreaColumns, Tally):
    """The counts of one school, day and session; session `DAY` counts distinct persons. Only the fold writes it.

    `reported` counts groups, never imputes: missing is expected - waived - reported.
    """

    scope = Scope(read="daily.view", areas=True)

    pk = models.CompositePrimaryKey("school_id", "day", "session")
    id = None
    session = models.CharField(max_length=12)
    folded_at = models.DateTimeField()

    class Meta:
        db_table = "checks_school_day"
        indexes = [
            models.Index(
                fields=["day", "county_id", "city_id", "school_id"],
                include=[
                    "session",
                    "expected",
                    "waived",
                    "reported",
                    "zero",
                    "late",
                    "enrolled",
                    "absent",
                    "absent_ill",
                    "ill",
                ],
                name="checks_school_day_area",
            ),
            models.Index(
                fields=["day", "county_id"],
                condition=models.Q(ill__gt=0),
                name="checks_school_day_ill",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.school_id}"
