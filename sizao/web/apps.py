"""Installs the layout, the static files and the pages that belong to no module."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell of the pages."""

    name = "sizao.web"
    label = "web"
