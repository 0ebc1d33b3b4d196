"""People who sign in, their posts, sessions, tokens and second factors."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.scope import Scope, ScopedModel
from sizao.registry.accounts.rules import Language, Theme


class User(AbstractBaseUser, ScopedModel):
    """Someone who signs in; rights come from grants alone, `unit` only says whose administrator keeps the account.

    `first_signed_in_at` and `last_login` are on the machine's clock.
    """

    scope = Scope(read="accounts.view", by="authority", unit="unit")

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    pinyin_key = models.CharField(max_length=120, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=Language.pairs(), default=Language.ZH.value)
    theme = models.CharField(max_length=10, choices=Theme.pairs(), default=Theme.SYSTEM.value)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    first_signed_in_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "accounts_user"
        indexes = [
            models.Index(fields=["unit"], name="accounts_user_unit"),
            models.Index(fields=["id"], condition=models.Q(is_demo=True), name="accounts_user_demo"),
        ]

    def __str__(self) -> str:
        return self.username


class Grant(ScopedModel):
    """A post: a role in a unit for a period; a delegated one points to the grant it came from."""

    scope = Scope(read="accounts.view", by="authority", unit="unit")

    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_constraint=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    granted_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="accounts_grant_user"),
            models.Index(fields=["unit", "role"], name="accounts_grant_unit"),
            models.Index(
                fields=["delegated_from"],
                condition=models.Q(delegated_from__isnull=False),
                name="accounts_grant_delegated",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=models.Q(revoked_at__isnull=True, delegated_from__isnull=True),
                name="accounts_grant_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("starts_on")),
                name="accounts_grant_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"


class Session(models.Model):
    """A signed-in browser, on the machine's clock; only the digest of its key is kept."""

    digest = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, default="")
    device = models.CharField(max_length=120, default="", blank=True)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    second_factor_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_session"
        indexes = [models.Index(fields=["user", "-created_at"], name="accounts_session_user")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class ApiToken(models.Model):
    """A key for a program: named permissions, an end, and only its digest kept."""

    digest = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_token"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=models.Q(revoked_at__isnull=True), name="accounts_token_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SecondFactor(models.Model):
    """A device for time-based codes (动态码); the secret is ciphertext, recovery codes are keyed hashes.

    `latest_step` is the time step of the latest accepted code: no code is accepted twice.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    latest_step = models.BigIntegerField(default=-1)
    recovery_hashes = ArrayField(models.BinaryField(), default=list)

    class Meta:
        db_table = "accounts_second_factor"

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class SignInFailure(models.Model):
    """A try of a password or code, counted before it is checked and removed when it was right.

    `subject` is the keyed hash of what was tried for: names that exist and names that do not look the same.
    """

    subject = models.BinaryField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_sign_in_failure"
        indexes = [
            models.Index(fields=["address", "at"], name="accounts_failure_address"),
            models.Index(fields=["subject", "at"], name="accounts_failure_subject"),
        ]

    def __str__(self) -> str:
        return f"try {self.pk}"
