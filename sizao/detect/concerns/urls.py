"""Addresses of concerns: one's own, the queue of a school, concerns by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.detect.concerns.views import judging, telling

app_name = "concerns"
urlpatterns = [
    path("", telling.mine, name="mine"),
    path("new/", telling.new, name="new"),
    path("queue/", judging.queue, name="home"),
    path("queue/<int:school_id>/", judging.queue, name="queue"),
    path("<keyed:key>/", judging.concern, name="concern"),
    path("<keyed:key>/take/", judging.take, name="take"),
    path("<keyed:key>/match/", judging.match, name="match"),
    path("<keyed:key>/ask/", judging.ask, name="ask"),
    path("<keyed:key>/recall/", judging.recall, name="recall"),
    path("<keyed:key>/merge/", judging.merge, name="merge"),
    path("<keyed:key>/close/", judging.close, name="close"),
    path("<keyed:key>/reopen/", judging.reopen, name="reopen"),
    path("<keyed:key>/name/", judging.name, name="name"),
    path("<keyed:key>/sender/", judging.sender, name="sender"),
]
