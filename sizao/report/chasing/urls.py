"""Urls of chasing."""

from django.urls import path

from sizao.report.chasing import views

app_name = "chasing"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:unit_id>/", views.rates, name="rates"),
    path("<int:group_id>/<day:day>/<session:session>/reason/", views.reason, name="reason"),
]
