"""Addresses of transfers, by `<school>~<uuid>`; they stand below the roster's."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.transfers import views

app_name = "transfers"
urlpatterns = [
    path("roster/people/<keyed:key>/transfer/", views.ask, name="ask"),
    path("roster/transfers/", views.listing, name="home"),
    path("roster/transfers/<keyed:key>/", views.transfer, name="transfer"),
    path("roster/transfers/<keyed:key>/withdraw/", views.withdraw, name="withdraw"),
]
