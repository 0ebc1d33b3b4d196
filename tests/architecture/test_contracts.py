"""Import contracts: the timeline of the steps, the faces of a module, pure rules, no cycles."""

import shutil

import pytest

from tests.architecture.guards import tree
from tests.architecture.guards.contracts import broken_contracts

PACKAGES = ("", "core", "epi", "registry", "registry.orgs", "registry.roster", "detect", "detect.checks", "web")
MODULES = ("apps", "urls", "views", "forms", "services", "queries", "models", "facts", "rules")
CORE = ("core.loops", "core.choices", "core.errors", "core.clock")


def _path(dotted: str, *, is_package: bool = False) -> str:
    name = f"sizao/{dotted.replace('.', '/')}".rstrip("/")
    return f"{name}/__init__.py" if is_package else f"{name}.py"


def _clean() -> dict[str, str]:
    """A small tree that keeps all contracts."""
    files = {_path(package, is_package=True): "" for package in PACKAGES}
    files |= {_path(name): "" for name in CORE}
    files |= {_path(f"{module}.{face}"): "" for module in ("registry.orgs", "detect.checks") for face in MODULES}
    return files | {_path("registry.roster.queries"): "from sizao.registry.orgs import queries\n"}


def _tree(plant, faults: dict[str, str]):
    root = plant(_clean() | faults)
    shutil.copy(tree.ROOT / ".importlinter", root)
    return root


def test_tree_keeps_the_import_contracts():
    assert broken_contracts(tree.ROOT) == []


def test_small_clean_tree_keeps_them_too(plant):
    assert broken_contracts(_tree(plant, {})) == []


@pytest.mark.parametrize(
    ("contract", "faults"),
    [
        ("timeline", {"registry.orgs.services": "from sizao.detect.checks import queries"}),
        ("timeline", {"core.errors": "import sizao.registry.orgs.rules"}),
        ("faces", {"registry.orgs.queries": "from sizao.registry.orgs import services"}),
        ("faces", {"registry.orgs.models": "import sizao.registry.orgs.forms"}),
        ("faces", {"registry.orgs.forms": "from sizao.registry.orgs import services"}),
        ("pure", {"detect.checks.rules": "from django.db import models"}),
        ("pure", {"detect.checks.rules": "from sizao.core import clock"}),
        ("no-cycles", {"registry.orgs.services": "from sizao.registry.roster import queries"}),
    ],
)
def test_planted_import_breaks_its_contract(plant, contract, faults):
    root = _tree(plant, {_path(name): f"{line}\n" for name, line in faults.items()})

    assert contract in broken_contracts(root)


def test_file_that_no_module_may_have_breaks_the_faces(plant):
    assert broken_contracts(_tree(plant, {_path("detect.checks.utils"): ""})) == ["faces"]


def test_unknown_step_breaks_the_timeline(plant):
    assert broken_contracts(_tree(plant, {_path("gather", is_package=True): ""})) == ["timeline"]
