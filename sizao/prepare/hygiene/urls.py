"""Addresses of hygiene: schools by unit id; places, checkpoints and records by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.prepare.hygiene.views import keeping, planning

app_name = "hygiene"
urlpatterns = [
    path("", keeping.home, name="home"),
    path("places/<keyed:key>/", keeping.place, name="place"),
    path("places/<keyed:key>/done/", keeping.done, name="done"),
    path("places/<keyed:key>/exception/", keeping.exception, name="exception"),
    path("records/<keyed:key>/take-back/", keeping.take_back, name="take_back"),
    path("plan/<int:school_id>/", planning.plan, name="plan"),
    path("plan/<int:school_id>/new/", planning.line, name="new_line"),
    path("plan/<int:school_id>/lines/<str:code>/", planning.line, name="line"),
    path("plan/<int:school_id>/settings/<uuid:setting_id>/retire/", planning.retire, name="retire_line"),
]
