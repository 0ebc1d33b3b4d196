"""Who meets what at on-time rates and reasons for missing."""

from tests.access.rules import group, holders, unit

ROUTES = {
    "chasing:home": holders("chasing.view"),
    "chasing:rates": unit("chasing.view"),
    "chasing:reason": group("chasing.explain"),
}
