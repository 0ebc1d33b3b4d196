"""Addresses of hygiene: schools by unit id; places, checkpoints and records by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.prepare.hygiene.views import boards, keeping, planning

app_name = "hygiene"
urlpatterns = [
    path("", keeping.home, name="home"),
    path("places/<keyed:key>/", keeping.place, name="place"),
    path("places/<keyed:key>/done/", keeping.done, name="done"),
    path("places/<keyed:key>/exception/", keeping.exception, name="exception"),
    path("records/<keyed:key>/take-back/", keeping.take_back, name="take_back"),
    path("board/<int:school_id>/<day:day>/", boards.board, name="board"),
    path("week/<int:school_id>/<day:day>/", boards.week, name="week"),
    path("register/<int:school_id>/<int:year>/<int:month>/", boards.register, name="register"),
    path("office/<int:unit_id>/<day:day>/", boards.office, name="office"),
    path("plan/<int:school_id>/", planning.plan, name="plan"),
    path("plan/<int:school_id>/new/", planning.line, name="new_line"),
    path("plan/<int:school_id>/lines/<str:code>/", planning.line, name="line"),
    path("plan/<int:school_id>/settings/<uuid:setting_id>/retire/", planning.retire, name="retire_line"),
]
