"""The OpenAPI document is complete, and people can read it as a page."""

import collections

import pytest
from ninja import Schema
from pydantic import BaseModel

from sizao.api.root import api
from sizao.core import pages
from sizao.core.rest import Given

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "/api/v1/me": {"get"},
    "/api/v1/orgs/units": {"get"},
    "/api/v1/orgs/units/{unit_id}": {"get"},
    "/api/v1/orgs/units/{unit_id}/children": {"get"},
    "/api/v1/roster/groups/{group_id}/people": {"get"},
    "/api/v1/policies/plans/{unit_id}/{day}": {"get"},
    "/api/v1/policies/values/{unit_id}/{key}": {"put"},
    "/api/v1/checks": {"get", "post"},
    "/api/v1/checks/bulk": {"post"},
    "/api/v1/checks/questions": {"get"},
    "/api/v1/checks/{school_id}/{check_id}": {"get"},
    "/api/v1/checks/{school_id}/{check_id}/entries": {"get"},
    "/api/v1/checks/assessments": {"post"},
    "/api/v1/checks/waivers": {"post"},
    "/api/v1/checks/waivers/{group_id}/{day}/{session}": {"delete"},
    "/api/v1/daily/returns/{unit_id}/{day}": {"get"},
    "/api/v1/daily/returns/{unit_id}/{day}/sign": {"post"},
    "/api/v1/daily/returns/{unit_id}/{day}/amend": {"post"},
    "/api/v1/daily/boards/{unit_id}/{day}": {"get"},
    "/api/v1/daily/boards/{unit_id}/{day}/units": {"get"},
    "/api/v1/daily/boards/{unit_id}/{day}/missing": {"get"},
    "/api/v1/daily/boards/{unit_id}/{day}/chase": {"post"},
    "/api/v1/daily/boards/{unit_id}/{day}/calls": {"post"},
}


@pytest.fixture
def document(signed_in) -> dict:
    return signed_in("county").get("/api/v1/openapi.json").json()


def operations(document: dict) -> list[dict]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_what_was_promised_is_there(document):
    held = {address: set(methods) for address, methods in document["paths"].items()}
    assert {address: held.get(address) for address in ADDRESSES} == ADDRESSES


def test_every_operation_is_named_described_and_names_its_problems(document):
    for operation in operations(document):
        problem = operation["responses"]["404"]["content"]["application/problem+json"]["schema"]
        assert operation["description"] and problem == {"$ref": "#/components/schemas/Problem"}
        assert not operation["summary"].isascii()
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))


def test_both_ways_to_sign_in_are_described(document):
    assert document["security"] == [{"Token": []}, {"Session": []}]
    assert set(document["components"]["securitySchemes"]) == {"Token", "Session"}


def test_no_two_schemas_share_a_name(document):
    """In the document they would silently become one."""
    found = collections.defaultdict(set)
    waiting = [Schema, Given]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("sizao.") and issubclass(kind, BaseModel) and "[" not in kind.__name__:
            found[kind.__name__].add(kind.__module__)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def test_lists_that_can_grow_come_in_pages(document):
    for address, methods in document["paths"].items():
        for operation in methods.values():
            shown = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
            if shown.get("schema", {}).get("$ref", "").startswith("#/components/schemas/Page_"):
                assert {"page", "per_page"} <= {one["name"] for one in operation["parameters"]}, address


def test_page_lists_every_operation_without_script_of_its_own(signed_in, document):
    page = signed_in("county").get("/api/v1/")

    text = page.content.decode().replace("<wbr>", "")
    assert page.status_code == 200
    assert all(address in text for address in document["paths"])
    assert "晨午晚检" in text and "上报晨午晚检" in text


def test_document_names_each_module_that_has_an_api(document):
    tags = {tag for operation in operations(document) for tag in operation["tags"]}
    assert tags == {"me"} | {module.label for module in pages.modules() if module.api}
    assert api.get_openapi_schema()["info"]["version"] == "1"
