"""Installs the outbox and the loop history."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The mechanisms' own tables."""

    name = "sizao.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
