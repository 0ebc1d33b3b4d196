"""Root urls: each module mounts its own pages, the API and the shell theirs."""

from django.urls import include, path

from sizao.core import pages

urlpatterns = [
    path("", include("sizao.web.urls")),
    path("api/v1/", include("sizao.api.urls")),
    *[path(prefix, include(urls)) for module in pages.modules() for prefix, urls in module.page_mounts()],
]
handler404 = "sizao.web.views.not_found"
handler403 = "sizao.web.views.not_found"
handler500 = "sizao.web.views.server_error"
