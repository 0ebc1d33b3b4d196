"""Root urls: each module mounts its own pages, the API and the shell theirs."""

from django.urls import include, path

from sizao.core import pages

urlpatterns = [
    # First, because a class's report comes here a thousand times a second.
    path("api/v1/", include("sizao.api.urls")),
    path("", include("sizao.web.urls")),
    *[path(prefix, include(urls)) for module in pages.modules() for prefix, urls in module.page_mounts()],
]
handler404 = "sizao.web.views.not_found"
handler403 = "sizao.web.views.not_found"
handler500 = "sizao.web.views.server_error"
