"""Urls of the tasks."""

from django.urls import path

from sizao.core import rowkeys  # noqa: F401 (registers <row:…>)
from sizao.core.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("<row:key>/", views.task, name="task"),
    path("<row:key>/close/", views.close, name="close"),
    path("<row:key>/return/", views.send_back, name="return"),
]
