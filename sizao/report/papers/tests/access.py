"""Who meets what at the papers of the daily return."""

from tests.access.rules import unit

ROUTES = {"papers:return": unit("daily.view"), "papers:board": unit("daily.view")}
