"""Installs the audit tables."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only entries and the seals over them."""

    name = "sizao.core.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
