"""Urls of the daily return; a return is named by its unit and day."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <day:…>)
from sizao.report.daily.views import cards, chasing, returns

app_name = "daily"
urlpatterns = [
    path("", returns.home, name="home"),
    path("<int:unit_id>/<day:day>/", returns.show, name="show"),
    path("<int:unit_id>/<day:day>/board/", cards.board, name="board"),
    path("<int:unit_id>/<day:day>/sign/", returns.sign, name="sign"),
    path("<int:unit_id>/<day:day>/amend/", returns.amend, name="amend"),
    path("<int:unit_id>/<day:day>/missing/", chasing.missing, name="missing"),
    path("<int:unit_id>/<day:day>/chase/", chasing.chase, name="chase"),
    path("<int:unit_id>/<day:day>/calls/", chasing.call, name="call"),
]
