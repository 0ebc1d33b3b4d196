"""Addresses of plans."""

from django.urls import path

from sizao.prepare.plans import views

app_name = "plans"
urlpatterns = [
    path("dates/", views.home, name="home"),
    path("dates/<int:unit_id>/", views.dates, name="dates"),
    path("dates/<int:unit_id>/new/", views.new_date, name="new_date"),
    path("dates/<int:unit_id>/<int:date_id>/", views.change_date, name="change_date"),
    path("dates/<int:unit_id>/<int:date_id>/withdraw/", views.withdraw_date, name="withdraw_date"),
]
