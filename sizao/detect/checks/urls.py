"""Urls of the checks; a group is named by its unit id, a session by its lower-case code."""

from django.urls import path, register_converter

from sizao.detect.checks.views import absences, assessing, board, check, pupil, registers
from sizao.detect.checks.views.converters import DayConverter, SessionConverter

register_converter(DayConverter, "day")
register_converter(SessionConverter, "session")

app_name = "checks"
urlpatterns = [
    path("absences/", absences.absence_list, name="absences"),
    path("board/", board.board_today, name="board"),
    path("board/<int:school_id>/<day:day>/", board.board, name="board_day"),
    path("board/<int:school_id>/<day:day>/waive/<int:group_id>/", board.waive, name="waive"),
    path("board/<int:school_id>/<day:day>/unwaive/<int:group_id>/", board.unwaive, name="unwaive"),
    path("entries/<int:school_id>/<day:day>/", assessing.entries, name="entries"),
    path("entries/<int:school_id>/<day:day>/<uuid:entry_id>/", assessing.assess, name="assess"),
    path("registers/<int:unit_id>/<day:day>/", registers.day, name="register"),
    path("registers/<int:unit_id>/<day:day>/<session:session>/", registers.summary, name="register_summary"),
    path("registers/<int:unit_id>/months/<int:year>-<int:month>/", registers.month, name="register_month"),
    path("registers/<int:unit_id>/absences/", registers.absences, name="register_absences"),
    path("<int:group_id>/<day:day>/<session:session>/", check.check, name="check"),
    path("<int:group_id>/<day:day>/<session:session>/withdraw/", check.withdraw, name="withdraw"),
    path("<int:group_id>/<day:day>/<session:session>/arrived/<uuid:person_id>/", pupil.arrived, name="arrived"),
]
