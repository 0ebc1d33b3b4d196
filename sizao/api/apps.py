"""Installs the API's page."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """接口: the JSON API and the page that lists its operations."""

    name = "sizao.api"
    label = "api"
