"""Every public function of services is a declared use case with a well named audit action."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps

from sizao.core.actor import permissions
from sizao.core.loops import Loop
from sizao.core.oversight import wording
from sizao.core.usecase import use_cases
from tests.architecture.guards import tree, usecases

NO_USE_CASE = {
    "sizao/detect/checks/services/submit.py:submit_one": "hands its one check to submit_check",
}

SERVICES = "sizao/report/daily/services.py"
SIGN = """
@use_case("{action}", permission="daily.sign", on="unit_id")
def sign_return({arguments}):
    pass
"""


def test_every_public_function_of_services_is_a_use_case():
    assert usecases.undeclared(tree.ROOT, NO_USE_CASE) == []


def test_undeclared_function_of_services_is_found(plant):
    root = plant({SERVICES: "def sign_return(*, actor, now):\n    pass\n\n\ndef _figures():\n    pass\n"})

    assert usecases.undeclared(root, {}) == [f"{SERVICES}:1: sign_return is no @use_case"]


def test_explanation_that_explains_nothing_is_found(plant):
    root = plant({SERVICES: SIGN.format(action="daily.return.signed", arguments="*, actor, now, unit_id")})

    assert usecases.undeclared(root, {f"{SERVICES}:sign_return": "x"}) == [
        f"{SERVICES}:sign_return: explained, but declared or gone"
    ]


def test_of_a_package_only_what_it_offers_is_asked(plant):
    package = {
        "sizao/detect/checks/services/__init__.py": "from sizao.detect.checks.services.submit import submit_check\n",
        "sizao/detect/checks/services/submit.py": "def submit_check(*, actor, now):\n    pass\n",
        "sizao/detect/checks/services/packing.py": "def pack(commands):\n    pass\n",
    }
    found = usecases.undeclared(plant(package), {})

    assert found == ["sizao/detect/checks/services/submit.py:1: submit_check is no @use_case"]


def test_use_cases_are_well_shaped():
    assert usecases.badly_shaped(tree.ROOT) == []


@pytest.mark.parametrize(
    ("action", "arguments", "problem"),
    [
        ("daily.sign", "*, actor, now", "module.object.past_verb"),
        ("daily.return.sign", "*, actor, now", "no past form"),
        ("cases.return.signed", "*, actor, now", "does not begin with its module daily"),
        ("daily.Return.signed", "*, actor, now", "module.object.past_verb"),
        ("daily.return.signed", "actor, now", "by keyword"),
        ("daily.return.signed", "*, actor", "by keyword"),
    ],
)
def test_badly_shaped_use_case_is_found(plant, action, arguments, problem):
    found = usecases.badly_shaped(plant({SERVICES: SIGN.format(action=action, arguments=arguments)}))

    assert len(found) == 1 and problem in found[0]


@pytest.fixture(scope="module")
def declared() -> dict:
    """All use cases, those of core's own apps included, by action."""
    for app in apps.get_app_configs():
        if app.name.startswith("sizao.") and find_spec(f"{app.name}.services"):
            import_module(f"{app.name}.services")
    return use_cases()


def test_actions_of_all_use_cases_are_well_named(declared):
    found = [
        problem
        for action, case in declared.items()
        for problem in usecases.action_problems(action, module=case.__module__.split(".services")[0].rpartition(".")[2])
    ]

    assert found == []


def test_every_action_is_said_in_words_on_the_pages_of_the_audit(declared):
    assert [action for action in declared if wording.action_words(action) == action] == []


def test_use_cases_and_moves_ask_for_declared_permissions(declared):
    asked = [(action, case.permission) for action, case in declared.items()]
    loops = [model.loop for model in apps.get_models() if isinstance(getattr(model, "loop", None), Loop)]
    asked += [(f"{loop.name} {move.name}", move.permission) for loop in loops for move in loop.moves]

    assert asked and loops and usecases.unknown_permissions(asked, permissions()) == []


def test_undeclared_permission_is_found():
    found = usecases.unknown_permissions([("daily.return.signed", "daily.sgin")], ["daily.sign"])

    assert found == ["daily.return.signed: permission daily.sgin is not declared"]
