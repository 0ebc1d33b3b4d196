"""Mounts the JSON API."""

from django.urls import path

from sizao.api.root import api

urlpatterns = [path("", api.urls)]
