"""Who meets what at the list of absences."""

from tests.access.rules import holders

ROUTES = {"absences:list": holders("checks.submit")}
