"""Addresses of the roster: classes by unit id, people by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.roster.views import editing, files, people, revealing

app_name = "roster"
urlpatterns = [
    path("privacy/reveal/", revealing.reveal, name="reveal"),
    path("roster/", people.home, name="home"),
    path("roster/classes/<int:unit_id>/", people.class_page, name="class"),
    path("roster/people/new/<int:school_id>/", editing.new_pupil, name="new"),
    path("roster/people/<keyed:key>/", people.person_page, name="person"),
    path("roster/people/<keyed:key>/edit/", editing.edit, name="edit"),
    path("roster/people/<keyed:key>/move/", editing.move, name="move"),
    path("roster/people/<keyed:key>/leave/", editing.leave, name="leave"),
    path("roster/people/<keyed:key>/guardians/new/", editing.guardian, name="new_guardian"),
    path("roster/people/<keyed:key>/guardians/<uuid:guardian_id>/", editing.guardian, name="guardian"),
    path(
        "roster/people/<keyed:key>/guardians/<uuid:guardian_id>/remove/",
        editing.remove_guardian,
        name="remove_guardian",
    ),
    path("roster/export/<int:school_id>/", files.export, name="export"),
]
