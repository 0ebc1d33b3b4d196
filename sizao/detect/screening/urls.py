"""Urls of screening."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.detect.screening.views import answering, reporting, uploads

app_name = "screening"
urlpatterns = [
    path("self-reports/", reporting.report_list, name="list"),
    path("self-reports/new/", reporting.new_report, name="new"),
    path("questions/<keyed:key>/take-over/", answering.take_over, name="take_over"),
    path("questions/<keyed:key>/dismiss/", answering.dismiss, name="dismiss"),
    path("self-reports/<keyed:key>/withdraw/", reporting.withdraw, name="withdraw"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/template/<int:unit_id>/", uploads.template, name="upload_template"),
    path("uploads/<keyed:key>/", uploads.upload, name="upload"),
    path("uploads/<keyed:key>/check/", uploads.check, name="check_upload"),
    path("uploads/<keyed:key>/commit/", uploads.commit, name="commit_upload"),
    path("uploads/<keyed:key>/discard/", uploads.discard, name="discard_upload"),
]
