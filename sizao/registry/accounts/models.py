"""People who sign in, their posts, sessions, tokens and second factors."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.scope import Scope, ScopedModel


class User(AbstractBaseUser):
    """Someone who signs in; rights come from grants alone."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    pinyin_key = models.CharField(max_length=120, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="system")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    failed_count = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "accounts_user"

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
    """A signed-in browser; only the digest of its key is kept."""

    digest = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, default="")
    device = models.CharField(max_length=120, default="", blank=True)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    second_factor_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_session"
        indexes = [models.Index(fields=["user", "-seen_at"], name="accounts_session_user")]

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

    def __str__(self) -> str:
        return self.name


class SecondFactor(models.Model):
    """A time-based one-time password device; the secret is ciphertext."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    latest_step = models.BigIntegerField(default=-1)
    recovery_digests = ArrayField(models.BinaryField(), default=list)

    class Meta:
        db_table = "accounts_second_factor"

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class SignInFailure(models.Model):
    """A failed sign-in, for the rate limit; dropped after a day."""

    username = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_sign_in_failure"
        indexes = [
            models.Index(fields=["address", "at"], name="accounts_failure_address"),
            models.Index(fields=["username", "at"], name="accounts_failure_username"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at}"
