"""Tags of people who need a measure for a time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.registry.tags.rules import TagReason


class Tag(KeyedModel, ScopedModel):
    """A person who needs a measure (重点人群) during [starts_on, expires_on), or until it was lifted.

    Rows stay after they expire, out of every list, until retention takes them.
    """

    scope = Scope(read="roster.view_tags", person="person_id", above_school=False)

    person = SchoolRef("roster.Person")
    reason = models.CharField(max_length=16, choices=TagReason.pairs())
    measures = ArrayField(models.CharField(max_length=16), default=list)
    note = models.CharField(max_length=100, default="", blank=True)
    starts_on = models.DateField()
    expires_on = models.DateField()
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_reason = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        db_table = "roster_tag"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "reason"],
                condition=models.Q(lifted_at__isnull=True),
                name="roster_tag_once",
            ),
            models.CheckConstraint(condition=models.Q(expires_on__gt=models.F("starts_on")), name="roster_tag_period"),
        ]
        indexes = [
            models.Index(
                fields=["school_id", "expires_on"], condition=models.Q(lifted_at__isnull=True), name="roster_tag_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.person_id}"
