"""Urls of the registers; a unit is a class, a department or a school."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <day:…>)
from sizao.detect.registers.views import pages

app_name = "registers"
urlpatterns = [
    path("<int:unit_id>/<day:day>/", pages.day, name="day"),
    path("<int:unit_id>/<day:day>/<slug:session>/", pages.summary, name="summary"),
    path("<int:unit_id>/months/<int:year>-<int:month>/", pages.month, name="month"),
    path("<int:unit_id>/absences/", pages.absences, name="absences"),
]
