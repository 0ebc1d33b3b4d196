"""Audit entries and the seals that chain them. Never delete or update: the chain breaks."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from sizao.core.keyed import DayKeyedModel
from sizao.core.scope import Scope, ScopedModel


class AuditEntry(DayKeyedModel, ScopedModel):
    """Who did what to which object, when, and for what purpose: ids and field names, never values."""

    scope = Scope(read="audit.view", by="authority")

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    purpose = models.CharField(max_length=200, default="")
    xact = models.BigIntegerField(
        db_default=models.Func(
            template="(pg_current_xact_id()::text::bigint + audit_xact_base())", output_field=models.BigIntegerField()
        )
    )

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["xact"], name="audit_entry_xact"),
            models.Index(fields=["school_id", "object_id"], name="audit_entry_object"),
            # Entries lie in the order of time: this finds one day of a month and costs the write nearly nothing.
            BrinIndex(fields=["at"], autosummarize=True, name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}"


class AuditSeal(models.Model):
    """A seal over the entries of finished transactions, chained to the seal before it."""

    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    xact_from = models.BigIntegerField()
    xact_to = models.BigIntegerField()
    earliest_day = models.DateField(null=True)
    latest_day = models.DateField(null=True)
    entry_ids = ArrayField(models.UUIDField())
    entry_digests = ArrayField(models.CharField(max_length=16))

    class Meta:
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"seal {self.pk}: {len(self.entry_ids)} entries"
