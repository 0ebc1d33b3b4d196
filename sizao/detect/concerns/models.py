"""What was told, and apart from it, encrypted, who told it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.looped import LoopedModel
from sizao.core.privacy import Column, Encrypted
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.concerns.rules import LONGEST_NAME, LONGEST_NOTE, LONGEST_PLACE, LOOP, TRIAGE, About, Outcome

SENDER = Encrypted("sender_cipher", hash="sender_hash", purpose="concerns.sender")
ASKED = models.Q(state="ASKED")
SENDER_COLUMN = Column("concerns_sender", SENDER.cipher)


class Concern(KeyedModel, ScopedModel, LoopedModel):
    """What somebody saw of a person or a place (情况反映); who that was stands in `Sender` alone.

    person, group_id: who is meant, picked by whoever may see them or matched by the doctor. is_named: the sender lets
    the doctor know who they are. question_id: what the class was asked. merged_into: the concern whose end it shares.
    """

    loop = LOOP
    scope = Scope(read=TRIAGE, group="group_id", person="person_id", above_school=False)

    about = models.CharField(max_length=10, choices=About.pairs())
    person = SchoolRef("roster.Person", null=True)
    group_id = models.BigIntegerField(null=True)
    place = SchoolRef("places.Place", null=True)
    class_words = models.CharField(max_length=LONGEST_NAME, default="", blank=True)
    name_words = models.CharField(max_length=LONGEST_NAME, default="", blank=True)
    place_words = models.CharField(max_length=LONGEST_PLACE, default="", blank=True)
    signs = ArrayField(models.CharField(max_length=12))
    seen_on = models.DateField()
    note = models.CharField(max_length=LONGEST_NOTE, default="", blank=True)
    is_named = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    question_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.pairs(), default="", blank=True)
    merged_into = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="concerns_asked_once", fields=["school_id", "person_id"], condition=ASKED)
        ]
        indexes = [
            models.Index(fields=["school_id", "state", "reported_at"], name="concerns_school_state"),
            models.Index(fields=["school_id", "seen_on", "person_id"], name="concerns_person_day"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.seen_on} {self.state}"


class Sender(KeyedModel, ScopedModel):
    """Who told a concern, as ciphertext and keyed hash of school and account; it goes long before the concern does.

    revealed_at: when a doctor last looked at it, which the sender is shown.
    """

    scope = Scope(read="concerns.reveal_sender", above_school=False)

    concern = SchoolRef("concerns.Concern")
    sender_cipher = models.BinaryField()
    sender_hash = models.BinaryField()
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "concern_id"], name="concerns_sender_once")]
        indexes = [models.Index(fields=["school_id", "sender_hash", "sent_on"], name="concerns_sender_own")]

    def __str__(self) -> str:
        return f"sender of {self.concern_id}"
