"""Urls of the checks; a group is named by its unit id, a session by its lower-case code."""

from django.urls import path, register_converter

from sizao.core import converters  # noqa: F401 (registers <day:…>)
from sizao.detect.checks.views import assessing, board, check, dorms, pupil
from sizao.detect.checks.views.converters import SessionConverter

register_converter(SessionConverter, "session")

app_name = "checks"
urlpatterns = [
    path("board/", board.board_today, name="board"),
    path("board/<int:school_id>/<day:day>/", board.board, name="board_day"),
    path("board/<int:school_id>/<day:day>/waive/<int:group_id>/", board.waive, name="waive"),
    path("board/<int:school_id>/<day:day>/unwaive/<int:group_id>/", board.unwaive, name="unwaive"),
    path("entries/<int:school_id>/<day:day>/", assessing.entries, name="entries"),
    path("entries/<int:school_id>/<day:day>/<uuid:entry_id>/", assessing.assess, name="assess"),
    path("dorms/<keyed:key>/<day:day>/evening/", dorms.dorm, name="dorm"),
    path("<int:group_id>/<day:day>/<session:session>/", check.check, name="check"),
    path("<int:group_id>/<day:day>/<session:session>/withdraw/", check.withdraw, name="withdraw"),
    path("<int:group_id>/<day:day>/<session:session>/arrived/<uuid:person_id>/", pupil.arrived, name="arrived"),
]
