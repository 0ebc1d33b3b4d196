"""Who meets what at the API's own pages; each module declares its operations itself."""

from tests.access.rules import everyone

ROUTES = {
    "api_operations": everyone,
    "api:openapi-json": everyone,
    "api:api-root": everyone,
    "api:get_me": everyone,
}
