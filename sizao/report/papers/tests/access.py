"""Who meets what at the papers of the daily return."""

from tests.access.rules import office, unit

ROUTES = {"papers:return": unit("daily.view"), "papers:board": office("daily.view")}
