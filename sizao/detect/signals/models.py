"""Signals with their counts, whom they count, and how far each school has been judged."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.signals.rules import LOOP, Origin
from sizao.epi import thresholds


class Signal(KeyedModel, ScopedModel, LoopedModel):
    """What a rule or a statistic found in a unit: counts only, whom it counts stands in `Memory`.

    name, event: the engine's, equal whenever the same records are judged. unit_code: the class, room or school as the
    engine names it; group_id where that is a unit of the catalogue. [window_first, window_last]: both days included.
    """

    scope = Scope(read="signals.view", group="group_id", areas=True)
    loop = LOOP

    origin = models.CharField(max_length=10, choices=Origin.pairs(), default=Origin.RULE.value)
    name = models.CharField(max_length=200)
    event = models.CharField(max_length=200)
    opens_event = models.BooleanField()
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    unit_scope = models.CharField(max_length=20)
    unit_code = models.CharField(max_length=60)
    group_id = models.BigIntegerField(null=True)
    labels = ArrayField(models.CharField(max_length=100), default=list)
    case_count = models.IntegerField()
    latest_count = models.IntegerField()
    class_size = models.IntegerField(null=True)
    window_first = models.DateField(null=True)
    window_last = models.DateField(null=True)
    crossing_date = models.DateField()
    detected_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    is_deadline_official = models.BooleanField(default=False)
    event_deadline = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    visible_at = models.DateTimeField()
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "name"], name="signals_signal_name")]
        indexes = [
            models.Index(
                fields=["county_id", "state_due_at"],
                condition=models.Q(state__in=["NEW", "VERIFYING"]),
                name="signals_signal_county",
            ),
            models.Index(
                fields=["school_id", "state_due_at"],
                condition=models.Q(state__in=["NEW", "VERIFYING"]),
                name="signals_signal_open",
            ),
            models.Index(fields=["school_id", "detected_at"], name="signals_signal_time"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_scope} {self.unit_code}"


class Memory(KeyedModel, ScopedModel):
    """A signal as the engine left it, with the persons it counts; `id` is the signal's.

    place: among those that fired at the same moment.
    """

    scope = Scope(read="signals.view_people", above_school=False)

    saved = models.JSONField()
    detected_at = models.DateTimeField()
    place = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["school_id", "detected_at"], name="signals_memory_time")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def signal(self) -> thresholds.Signal:
        """Read it as the engine takes it."""
        return thresholds.signal_from_json(self.saved)


class Step(KeyedModel, ScopedModel):
    """What happened to a signal after it was raised: more cases, a revocation; append-only."""

    scope = Scope(read="signals.view")

    signal_id = models.UUIDField()
    step = models.CharField(max_length=12)
    case_count = models.IntegerField(null=True)
    at = models.DateTimeField()
    correction_due_to = ArrayField(models.CharField(max_length=100), default=list)

    class Meta:
        indexes = [models.Index(fields=["school_id", "signal_id", "at"], name="signals_step_signal")]

    def __str__(self) -> str:
        return f"{self.step} {self.signal_id}"


class Series(KeyedModel, ScopedModel):
    """What a statistical signal was seen in, as of its last judgement: counts alone; `id` is the signal's.

    days: school days, oldest first; counts: null where nobody reported; expected, upper: among those that reported.
    parts: `[unit, count, expected]` one level down over the last `span` days, most excess first.
    """

    scope = Scope(read="signals.view")

    days = ArrayField(models.DateField())
    counts = ArrayField(models.IntegerField(null=True))
    expected = ArrayField(models.FloatField())
    upper = ArrayField(models.FloatField(null=True))
    reported = ArrayField(models.IntegerField())
    enrolled = ArrayField(models.IntegerField())
    span = models.SmallIntegerField()
    expected_count = models.FloatField()
    p_value = models.FloatField()
    parts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.span} {self.expected_count}"


class Judged(KeyedModel, ScopedModel):
    """How far the records of a school have been judged; one row a school, `id` is always `ONLY`."""

    scope = Scope(read="signals.view")

    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.school_id} {self.until}"
