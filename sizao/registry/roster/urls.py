"""Addresses of the roster."""

from django.urls import path

from sizao.registry.roster.views import revealing

app_name = "roster"
urlpatterns = [
    path("privacy/reveal/", revealing.reveal, name="reveal"),
]
