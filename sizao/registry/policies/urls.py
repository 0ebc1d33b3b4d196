"""Addresses of rules and the school calendar."""

from django.urls import path

from sizao.registry.policies.views import calendar, national, values

app_name = "policies"
urlpatterns = [
    path("", values.home, name="home"),
    path("calendar/", calendar.home, name="calendar_home"),
    path("calendar/<int:unit_id>/", calendar.calendar, name="calendar"),
    path("calendar/<int:unit_id>/terms/new/", calendar.term, name="new_term"),
    path("calendar/<int:unit_id>/terms/<int:term_id>/", calendar.term, name="term"),
    path("calendar/<int:unit_id>/terms/<int:term_id>/remove/", calendar.remove_term, name="remove_term"),
    path("calendar/<int:unit_id>/days/", calendar.days, name="days"),
    path("calendar/<int:unit_id>/days/<str:day>/remove/", calendar.remove_day, name="remove_day"),
    path("national/", national.national, name="national"),
    path("<int:unit_id>/", values.unit, name="unit"),
    path("<int:unit_id>/<str:key>/", values.value, name="value"),
    path("<int:unit_id>/<str:key>/reset/", values.reset, name="reset"),
]
