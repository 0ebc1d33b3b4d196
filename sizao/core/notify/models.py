"""Notices of each reader, their way through outside channels, and rounds already run."""

from django.db import models

from sizao.core.keyed import DayKeyedModel


class Notice(DayKeyedModel):
    """A message to one person; read by that person alone, so queries ask by recipient, not by jurisdiction.

    The key's school is that of the post under which it came. `dedupe` is "" where one a day of its kind is enough.
    """

    recipient_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    dedupe = models.CharField(max_length=80, default="", blank=True)
    unit_id = models.BigIntegerField()
    params = models.JSONField(default=dict)
    about = models.CharField(max_length=120, default="", blank=True)
    url = models.CharField(max_length=200, default="", blank=True)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "day", "recipient_id", "kind", "dedupe"], name="core_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient_id", "-created_at"], name="core_notice_recipient"),
            models.Index(fields=["recipient_id"], condition=models.Q(read_at__isnull=True), name="core_notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class Delivery(DayKeyedModel):
    """One notice on its way through one outside channel.

    `notice_id` carries no constraint: both tables are dropped by month, in any order.
    """

    notice_id = models.UUIDField()
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254, default="", blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="WAITING")
    try_count = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "core_notice_delivery"
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"], condition=models.Q(state="WAITING"), name="core_delivery_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.notice_id}"


class Round(models.Model):
    """A round of reminders that has been made (晨检、11-23、截止前), so that it is not made again."""

    name = models.CharField(max_length=120, primary_key=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "core_notice_round"

    def __str__(self) -> str:
        return self.name
