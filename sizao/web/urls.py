"""Pages that belong to no module: the day's home, health, metrics, help."""

from django.urls import path
from django.views.generic import RedirectView

from sizao.web import health, offline, views

app_name = "web"
urlpatterns = [
    path("", RedirectView.as_view(url="/today/"), name="root"),
    path("today/", views.today, name="today"),
    path("help/", views.help_page, name="help"),
    path("queue/", offline.queue, name="queue"),
    path("offline/<str:language>/", offline.frame, name="frame"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
