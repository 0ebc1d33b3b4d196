"""Who meets what at the list of absences."""

from tests.access.rules import holders

# An empty form names nobody, and a name that is not there is not found.
ROUTES = {"absences:list": holders("checks.submit").but(also=(404,))}
