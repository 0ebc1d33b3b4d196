"""Urls of screening."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.detect.screening.views import answering, reporting

app_name = "screening"
urlpatterns = [
    path("self-reports/", reporting.report_list, name="list"),
    path("self-reports/new/", reporting.new_report, name="new"),
    path("questions/<keyed:key>/take-over/", answering.take_over, name="take_over"),
    path("questions/<keyed:key>/dismiss/", answering.dismiss, name="dismiss"),
    path("self-reports/<keyed:key>/withdraw/", reporting.withdraw, name="withdraw"),
]
