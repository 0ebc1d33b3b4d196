"""What units ask, what was answered, where people stay and which ways they went; areas at risk, who was followed up."""

from django.db import models
from django.db.models import Q

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.journeys.rules import LONGEST_NAME, LONGEST_NUMBER, LONGEST_PLACE, Kind, Means, Source, Whereabouts
from sizao.detect.journeys.rules.risks import LONGEST_REASON, LONGEST_SOURCE, Outcome, RiskLevel


class Collection(ScopedModel):
    """A question (假期去向, 返校前行程) of a unit to everyone below it about [starts_on, ends_on).

    replaced_by: an office asked the same of more schools; the answers went over to its collection.
    """

    scope = Scope(read="journeys.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.pairs())
    name = models.CharField(max_length=LONGEST_NAME)
    starts_on = models.DateField()
    ends_on = models.DateField()
    return_on = models.DateField()
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="journeys_collection_period")
        ]
        indexes = [models.Index(fields=["return_on"], name="journeys_collection_return")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Answer(KeyedModel, ScopedModel):
    """What was said of one person: of the roster, or of an account of staff that the roster does not hold.

    One a collection and person; a later one takes its place. `group_id` is the class or department, of an account the
    school. `return_on` copies the collection's: from that day on it is kept for the days of the policy.
    """

    scope = Scope(read="journeys.read", group="group_id", person="person_id", above_school=False)

    collection = models.ForeignKey("journeys.Collection", models.PROTECT, related_name="+")
    person = SchoolRef("roster.Person", null=True)
    user_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField()
    whereabouts = models.CharField(max_length=8, choices=Whereabouts.pairs())
    source = models.CharField(max_length=10, choices=Source.pairs())
    return_on = models.DateField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "collection", "person_id"], condition=Q(person_id__isnull=False),
                name="journeys_answer_person",
            ),
            models.UniqueConstraint(
                fields=["school_id", "collection", "user_id"], condition=Q(user_id__isnull=False),
                name="journeys_answer_account",
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=True, user_id__isnull=False)
                | Q(person_id__isnull=False, user_id__isnull=True),
                name="journeys_answer_one",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school_id", "collection", "group_id"], name="journeys_answer_group")]

    def __str__(self) -> str:
        return f"{self.whereabouts} {self.id}"


class Stay(KeyedModel, ScopedModel):
    """A place of stay over [starts_on, ends_on); `stem` is the finest code known, cut to the digits that count."""

    scope = Scope(read="journeys.read", above_school=False)

    answer = SchoolRef("journeys.Answer")
    area_code = models.CharField(max_length=6, default="", blank=True)
    street_code = models.CharField(max_length=12, default="", blank=True)
    stem = models.CharField(max_length=12, default="", blank=True)
    place = models.CharField(max_length=LONGEST_PLACE, default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="journeys_stay_days")
        ]
        indexes = [
            models.Index(fields=["school_id", "answer_id"], name="journeys_stay_answer"),
            models.Index(fields=["school_id", "stem"], name="journeys_stay_stem"),
        ]

    def __str__(self) -> str:
        return f"{self.stem} {self.starts_on}"


class Trip(KeyedModel, ScopedModel):
    """A way from one place to another; stems as of a stay."""

    scope = Scope(read="journeys.read", above_school=False)

    answer = SchoolRef("journeys.Answer")
    from_code = models.CharField(max_length=6, default="", blank=True)
    from_stem = models.CharField(max_length=6, default="", blank=True)
    to_code = models.CharField(max_length=6, default="", blank=True)
    to_stem = models.CharField(max_length=6, default="", blank=True)
    left_on = models.DateField()
    arrived_on = models.DateField()
    means = models.CharField(max_length=8, choices=Means.pairs())
    number = models.CharField(max_length=LONGEST_NUMBER, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(arrived_on__gte=models.F("left_on")), name="journeys_trip_days")
        ]
        indexes = [models.Index(fields=["school_id", "answer_id"], name="journeys_trip_answer")]

    def __str__(self) -> str:
        return f"{self.from_stem} {self.to_stem} {self.left_on}"


class RiskArea(ScopedModel):
    """An area at risk over [starts_on, ends_on), listed by an office for all schools below it."""

    scope = Scope(read="journeys.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    level = models.CharField(max_length=8, choices=RiskLevel.pairs())
    source = models.CharField(max_length=LONGEST_SOURCE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    listed_by = models.BigIntegerField(null=True)
    listed_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")), name="journeys_risk_period"
            )
        ]
        indexes = [models.Index(fields=["starts_on"], name="journeys_risk_start")]

    def __str__(self) -> str:
        return f"{self.code} {self.level}"


class FollowUp(KeyedModel, ScopedModel):
    """What a school decided for someone who was in an area at risk: a measure by a tag, or why none."""

    scope = Scope(read="journeys.follow", above_school=False)

    answer = SchoolRef("journeys.Answer")
    risk = models.ForeignKey("journeys.RiskArea", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.pairs())
    reason = models.CharField(max_length=LONGEST_REASON, default="", blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "answer_id", "risk"], name="journeys_followup_once")
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.answer_id}"
