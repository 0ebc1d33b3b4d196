"""Addresses of journeys."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.detect.journeys.views import answering, groups, risks, units

app_name = "journeys"
urlpatterns = [
    path("", units.home, name="home"),
    path("mine/", groups.mine, name="mine"),
    path("areas/", answering.areas, name="areas"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/new/", units.new, name="new"),
    path("units/<int:unit_id>/<int:collection_id>/", units.at, name="at"),
    path("units/<int:unit_id>/<int:collection_id>/withdraw/", units.withdraw, name="withdraw"),
    path("units/<int:school_id>/<int:collection_id>/export/", units.export, name="export"),
    path("groups/<int:group_id>/<int:collection_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/<int:collection_id>/local/", groups.local, name="local"),
    path("people/<keyed:key>/<int:collection_id>/", answering.person, name="person"),
    path("self/<int:school_id>/<int:collection_id>/", answering.own, name="own"),
    path("answers/<keyed:key>/", answering.show, name="answer"),
    path("answers/<keyed:key>/stays/new/", answering.new_stay, name="new_stay"),
    path("answers/<keyed:key>/trips/new/", answering.new_trip, name="new_trip"),
    path("answers/<keyed:key>/parts/<uuid:part_id>/drop/", answering.drop, name="drop"),
    path("risks/<int:unit_id>/", risks.risks, name="risks"),
    path("risks/<int:unit_id>/new/", risks.new, name="new_risk"),
    path("risks/<int:unit_id>/<int:risk_id>/", risks.change, name="risk"),
    path("risks/<int:unit_id>/<int:risk_id>/withdraw/", risks.withdraw, name="withdraw_risk"),
    path("touched/<int:school_id>/", risks.touched, name="touched"),
    path("touched/<keyed:key>/<int:risk_id>/", risks.decide, name="decide"),
]
