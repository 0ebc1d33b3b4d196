"""Addresses of the communities: schools and counties by unit id, matters by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.communities import views

app_name = "communities"
urlpatterns = [
    path("", views.home, name="home"),
    path("county/<int:unit_id>/", views.county, name="county"),
    path("<int:school_id>/", views.school, name="school"),
    path("<int:school_id>/edit/", views.edit, name="edit"),
    path("<int:school_id>/phone/", views.phone, name="phone"),
    path("<int:school_id>/new/", views.new, name="new"),
    path("matters/<keyed:key>/", views.matter, name="matter"),
    path("matters/<keyed:key>/answer/", views.answer, name="answer"),
    path("matters/<keyed:key>/withdraw/", views.withdraw, name="withdraw"),
]
