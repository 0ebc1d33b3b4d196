"""Robots of units, and the messages on their way to group chats."""

from django.db import models

from sizao.core.keyed import DayKeyedModel, KeyedModel
from sizao.core.privacy import Column, Encrypted
from sizao.core.robots.rules import Kind, PostState, Takes
from sizao.core.scope import Scope, ScopedModel

# For the rotation of keys.
ENCRYPTED = (Encrypted("address_cipher"), Encrypted("secret_cipher"))
ADDRESS, SECRET = (Column("core_robot", field.cipher) for field in ENCRYPTED)


class Robot(KeyedModel, ScopedModel):
    """A unit's robot; address and secret are ciphertext, `host` and the end of the address tell which one it is.

    failures: in a row; until `next_try_at` it rests. `window_*` count what left in the running minute.
    """

    scope = Scope(read="robots.manage", by="authority", group="unit_id")

    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.pairs())
    title = models.CharField(max_length=40)
    takes = models.CharField(max_length=10, choices=Takes.pairs(), default=Takes.REPORTS.value)
    host = models.CharField(max_length=120)
    address_end = models.CharField(max_length=4)
    address_cipher = models.BinaryField()
    secret_cipher = models.BinaryField()
    is_on = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)
    failures = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    window_from = models.DateTimeField(null=True)
    window_count = models.SmallIntegerField(default=0)
    latest_at = models.DateTimeField(null=True)
    latest_failure = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "core_robot"
        indexes = [models.Index(fields=["unit_id"], condition=models.Q(is_on=True), name="core_robot_unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Post(DayKeyedModel):
    """One message to one robot; unique by what it says, so that it goes out once."""

    robot_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    dedupe = models.CharField(max_length=80, default="", blank=True)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, default="", blank=True)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=PostState.pairs(), default=PostState.WAITING.value)
    not_before = models.DateTimeField()
    unsure = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_robot_post"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "day", "robot_id", "kind", "dedupe"], name="core_robot_post_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["robot_id", "not_before"], condition=models.Q(state="WAITING"), name="core_robot_post_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
