"""Addresses of places: schools by unit id, places and imports by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.places.views import beds, files, imports, keeping, showing

app_name = "places"
urlpatterns = [
    path("", showing.home, name="home"),
    path("<keyed:key>/", showing.place, name="place"),
    path("<keyed:key>/edit/", keeping.edit, name="edit"),
    path("<keyed:key>/retire/", keeping.retire, name="retire"),
    path("<keyed:key>/checkpoints/new/", keeping.checkpoint, name="new_checkpoint"),
    path("<keyed:key>/checkpoints/<uuid:checkpoint_id>/retire/", keeping.retire_checkpoint, name="retire_checkpoint"),
    path("<keyed:key>/beds/new/", beds.house, name="house"),
    path("<keyed:key>/beds/<uuid:person_id>/leave/", beds.leave, name="unhouse"),
    path("new/<int:school_id>/", keeping.new, name="new"),
    path("labels/<int:school_id>/", files.labels, name="labels"),
    path("template/<int:school_id>/", files.template, name="template"),
    path("export/<int:school_id>/", files.export, name="export"),
    path("imports/<int:school_id>/", imports.imports, name="imports"),
    path("imports/<keyed:key>/", imports.detail, name="import"),
    path("imports/<keyed:key>/commit/", imports.commit, name="import_commit"),
    path("imports/<keyed:key>/undo/", imports.undo, name="import_undo"),
    path("imports/<keyed:key>/discard/", imports.discard, name="import_discard"),
]
