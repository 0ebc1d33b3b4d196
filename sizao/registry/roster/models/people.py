"""People of a school, where they belong and for how long, and their guardians."""

from django.db import models

from sizao.core.choices import Choices
from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.people.identity import Sex
from sizao.core.privacy import Column, Encrypted
from sizao.core.scope import Scope, ScopedModel

# The encrypted fields of both tables of people; the purpose keeps hashes of numbers and of phones apart.
IDENTITY = Encrypted("identity_cipher", "identity_hash", "roster.identity")
PHONE = Encrypted("phone_cipher", "phone_hash", "roster.phone")
PERSON_IDENTITY = Column("roster_person", IDENTITY.cipher)
GUARDIAN_PHONE = Column("roster_guardian", PHONE.cipher)
HAS_ACCOUNT = models.Q(user_id__isnull=False)


class PersonKind(Choices):
    """Who a person is to the school."""

    STUDENT = "STUDENT", "学生"
    STAFF = "STAFF", "教职工"


class GroupKind(Choices):
    """What a membership is in."""

    CLASS = "CLASS", "班级"
    ROOM = "ROOM", "宿舍"
    DEPARTMENT = "DEPARTMENT", "部门"


class PersonStatus(Choices):
    """Whether the person is at the school now."""

    ACTIVE = "ACTIVE", "在校"
    LEFT = "LEFT", "已离校"


class ExportPurpose(Choices):
    """What a roster is taken out for; closed, so that the audit holds no free words about children."""

    CHECK = "CHECK", "核对名册"
    ENROLLMENT = "ENROLLMENT", "学籍核对"
    VACCINATION = "VACCINATION", "接种查验"
    EXAMINATION = "EXAMINATION", "健康体检"
    EMERGENCY = "EMERGENCY", "应急联络"


class Person(KeyedModel, ScopedModel):
    """A pupil (学生) or a member of staff (教职工) of one school.

    `group_id` copies the class or department of today's membership, which is the truth. `pinyin_key` orders names
    (an zi ning), `pinyin_initials` finds them (azn); both are made of the name and may be corrected. `user_id`: the
    account of a member of staff, so that nobody is asked twice.
    """

    scope = Scope(read="roster.view", group="group_id", person="id", above_school=False)

    kind = models.CharField(max_length=10, choices=PersonKind.pairs())
    name = models.CharField(max_length=60)
    pinyin_key = models.CharField(max_length=120, default="", blank=True)
    pinyin_initials = models.CharField(max_length=60, default="", blank=True)
    sex = models.CharField(max_length=10, choices=Sex.pairs(), default=Sex.UNKNOWN.value)
    birth_date = models.DateField(null=True)
    student_number = models.CharField(max_length=30, default="", blank=True)
    class_position = models.SmallIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    is_boarder = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=PersonStatus.pairs(), default=PersonStatus.ACTIVE.value)
    user_id = models.BigIntegerField(null=True)
    identity_cipher = models.BinaryField(null=True)
    identity_hash = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    phone_last4 = models.CharField(max_length=4, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "student_number"],
                condition=~models.Q(student_number=""),
                name="roster_person_number",
            ),
            models.UniqueConstraint(
                fields=["school_id", "user_id"], condition=HAS_ACCOUNT, name="roster_person_account"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "group_id", "class_position"], name="roster_person_group"),
            models.Index(fields=["school_id", "pinyin_key"], name="roster_person_pinyin"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Membership(KeyedModel, ScopedModel):
    """A person in a class, room or department during [starts_on, ends_on).

    Never rewritten, only closed. An empty period is one that was corrected on the day it began.
    """

    scope = Scope(read="roster.view", group="group_id", person="person_id", above_school=False)

    person = SchoolRef("roster.Person")
    group_kind = models.CharField(max_length=12, choices=GroupKind.pairs())
    group_id = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "group_kind"],
                condition=models.Q(ends_on__isnull=True),
                name="roster_membership_open",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="roster_membership_period",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "group_id", "person_id"], name="roster_membership_group"),
            models.Index(fields=["school_id", "person_id", "starts_on"], name="roster_membership_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_kind} {self.group_id}"


class Guardian(KeyedModel, ScopedModel):
    """Someone responsible for a pupil; `user_id` when they have an account."""

    scope = Scope(read="roster.view_guardians", person="person_id", above_school=False)

    person = SchoolRef("roster.Person")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20, default="", blank=True)
    phone_cipher = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    phone_last4 = models.CharField(max_length=4, default="", blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="roster_guardian_person"),
            models.Index(fields=["school_id", "user_id"], condition=HAS_ACCOUNT, name="roster_guardian_user"),
        ]

    def __str__(self) -> str:
        return f"guardian {self.id}"


class IdentityLookup(models.Model):
    """Where a person with this identity number is: province-wide uniqueness, keyed by the keyed hash alone."""

    identity_hash = models.BinaryField(primary_key=True)
    person_id = models.UUIDField()
    school_id = models.BigIntegerField()

    class Meta:
        db_table = "roster_identity"

    def __str__(self) -> str:
        return f"{self.person_id}"
