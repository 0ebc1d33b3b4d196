"""Addresses of the tree of units."""

from django.urls import path

from sizao.registry.orgs.views import editing, tree

app_name = "orgs"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("<int:unit_id>/", tree.unit, name="unit"),
    path("<int:unit_id>/new/", editing.new, name="new"),
    path("<int:unit_id>/change/", editing.change, name="change"),
    path("<int:unit_id>/close/", editing.close, name="close"),
    path("<int:unit_id>/reopen/", editing.reopen, name="reopen"),
    path("<int:unit_id>/classes/", editing.classes, name="classes"),
]
