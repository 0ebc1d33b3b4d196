"""The link of a school to its community over time, and what was asked of the community."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.privacy import Column, Encrypted
from sizao.core.scope import Scope, ScopedModel
from sizao.registry.communities.rules import LONGEST_ANSWER, LONGEST_NAME, LONGEST_TEXT, LOOP, MatterKind

PHONE = Encrypted("phone_cipher")
LINK_PHONE = Column("communities_link", PHONE.cipher)


class Link(KeyedModel, ScopedModel):
    """The street or community (街道、社区) of a school during [valid_from, valid_to); one holds at a time.

    What was put right on its own day has an empty period and stays in the history. The contact's phone is encrypted;
    that of the health service centre is an office's and is not.
    """

    scope = Scope(read="communities.view")

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=LONGEST_NAME)
    contact = models.CharField(max_length=LONGEST_NAME)
    post = models.CharField(max_length=LONGEST_NAME)
    phone_cipher = models.BinaryField()
    phone_last4 = models.CharField(max_length=4)
    clinic = models.CharField(max_length=LONGEST_NAME)
    clinic_phone = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id"], condition=models.Q(valid_to__isnull=True), name="communities_link_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="communities_link_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Matter(KeyedModel, ScopedModel, LoopedModel):
    """A joint matter (联防事项): what the school asks of its community by a day, and what was answered.

    community: its name when it was asked. told_at: when it became a task of the school for being overdue, once.
    """

    scope = Scope(read="communities.view")
    loop = LOOP

    kind = models.CharField(max_length=12, choices=MatterKind.pairs())
    text = models.CharField(max_length=LONGEST_TEXT)
    due_on = models.DateField()
    community = models.CharField(max_length=LONGEST_NAME)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=LONGEST_NAME, default="", blank=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_on__isnull=False)),
                name="communities_matter_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "state", "due_on"], name="communities_matter_school"),
            models.Index(
                fields=["due_on"], condition=models.Q(state="OPEN", told_at__isnull=True), name="communities_matter_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
