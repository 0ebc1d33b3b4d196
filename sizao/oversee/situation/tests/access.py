"""Who meets what at the burden of teachers."""

from tests.access.rules import everyone, unit

ROUTES = {"situation:home": everyone, "situation:burden": unit("situation.burden")}
