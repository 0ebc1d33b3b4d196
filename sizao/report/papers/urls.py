"""Urls of the papers; they stand beside the return they are made of."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <day:…>)
from sizao.report.papers import views

app_name = "papers"
urlpatterns = [
    path("<int:unit_id>/<day:day>/paper/", views.paper, name="return"),
    path("<int:unit_id>/<day:day>/export/", views.board, name="board"),
]
