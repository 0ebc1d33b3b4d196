"""Tables of the mechanisms: the outbox of facts and the history of closed loops."""

from django.db import models

from sizao.core.keyed import DayKeyedModel, KeyedModel


class OutboxFact(DayKeyedModel):
    """A fact announced in the transaction that made it true, waiting for its handlers; dropped by day."""

    partition_by = "day"

    fact = models.CharField(max_length=80)
    payload = models.JSONField()
    announced_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    try_count = models.SmallIntegerField(default=0)
    failure = models.TextField(default="")

    class Meta:
        db_table = "core_outbox"
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(delivered_at__isnull=True), name="core_outbox_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.id}"


class LoopMove(KeyedModel):
    """One move of one closed loop: who moved what from which state to which, with what proof."""

    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    moved_at = models.DateTimeField()
    moved_by = models.BigIntegerField(null=True)
    moved_role = models.CharField(max_length=40)
    reason = models.TextField(default="")
    proof = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [models.Index(fields=["school_id", "object_id"], name="core_loopmove_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.from_state} → {self.to_state}"
