"""The OpenAPI document: what django-ninja writes, completed with problems, both ways to sign in, and names."""

from typing import Any

from ninja.openapi.schema import REF_TEMPLATE

from sizao.core.rest import Problem
from sizao.registry.accounts.queries import SESSION_COOKIE

PROBLEM_TYPE = "application/problem+json"
SAFE = ("get", "head")
SECURITY_SCHEMES = {
    "Token": {"type": "http", "scheme": "bearer", "description": "A token made on the page of one's own account."},
    "Session": {
        "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
        "description": "A browser's session; unsafe methods also need the header X-CSRFToken.",
    },
}  # fmt: skip
READ_PROBLEMS = {
    401: "No valid token or session.",
    403: "Visible, but the posts or the token do not give this right.",
    404: "Does not exist, or lies outside the jurisdiction; the two are not told apart.",
    422: "A parameter or a field is wrong; `errors` names each.",
}
WRITE_PROBLEMS = {
    **READ_PROBLEMS,
    400: "The body is not JSON.",
    409: "Contradicts what is there; `code` says how.",
    413: "The body is too large.",
    415: "The body does not say it is JSON.",
}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Add to a document what is the same for every operation."""
    described = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    document["components"]["schemas"].update(described.pop("$defs"), Problem=described)
    document["components"]["securitySchemes"] = SECURITY_SCHEMES
    document["security"] = [{name: []} for name in SECURITY_SCHEMES]
    for methods in document["paths"].values():
        for method, operation in methods.items():
            problems = READ_PROBLEMS if method in SAFE else WRITE_PROBLEMS
            operation["responses"].update({status: _problem(why) for status, why in sorted(problems.items())})
    return document


def _problem(why: str) -> dict[str, Any]:
    schema = {"$ref": REF_TEMPLATE.format(model="Problem")}
    return {"description": why, "content": {PROBLEM_TYPE: {"schema": schema}}}
