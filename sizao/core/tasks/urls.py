"""Urls of the tasks."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("<keyed:key>/", views.task, name="task"),
    path("<keyed:key>/close/", views.close, name="close"),
    path("<keyed:key>/return/", views.send_back, name="return"),
]
