"""`make module` writes a module that keeps every rule and passes its own tests; tried in a copy of the tree."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.guards import boundaries, sizes, sources, tree, usecases, words
from tests.architecture.guards.contracts import broken_contracts
from tools import module

COPIED = ("sizao", "config", "tests", "tools", "docs", "conftest.py", "pyproject.toml", ".importlinter")
IGNORED = shutil.ignore_patterns("node_modules", "__pycache__", "vendor", "*.mo")
NAME = "drafts"


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the tree with a fresh module in it, installed as the tool says."""
    root = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        source, target = tree.ROOT / name, root / name
        shutil.copytree(source, target, ignore=IGNORED) if source.is_dir() else shutil.copy(source, target)
    module.make(root, step="prepare", name=NAME, title="通风")
    modules = root / "config/modules.py"
    text = modules.read_text("utf-8")
    config = f"sizao.prepare.{NAME}.apps.{NAME.capitalize()}Config"
    modules.write_text(text.replace("\n]\n", f'\n    "{config}",\n]\n'), "utf-8")
    return root


def test_new_module_keeps_the_rules_of_files(tmp_path):
    for name in ("sizao/core/tables.py", "docs/sources.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(tree.ROOT / name, tmp_path / name)
    written = module.make(tmp_path, step="prepare", name=NAME, title="通风")
    found = [
        *boundaries.private_imports(tmp_path),
        *boundaries.writes_outside_services(tmp_path, {}),
        *usecases.undeclared(tmp_path, {}),
        *usecases.badly_shaped(tmp_path),
        *sizes.long_files(tmp_path, {}),
        *sizes.long_functions(tmp_path, {}),
        *sizes.crowded_functions(tmp_path, {}),
        *sizes.long_templates(tmp_path),
        *sizes.forbidden_names(tmp_path),
        *sizes.missing_readmes(tmp_path),
        *sources.unknown_sources(tmp_path),
        *words.forbidden_words(tmp_path),
        *words.forbidden_words_in_messages(tmp_path),
        *words.inline_code(tmp_path),
    ]

    assert len(written) > 20
    assert found == []


def run(copy: Path, *arguments: str) -> str:
    """Run Python in the copy, with databases of its own; give what it printed.

    raises: AssertionError with the output when it fails.
    """
    environment = os.environ | {"PYTEST_XDIST_WORKER": f"copy_{os.getpid()}"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_new_module_is_tidy(copy):
    run(copy, "-m", "ruff", "check", f"sizao/prepare/{NAME}")
    run(copy, "-m", "ruff", "format", "--check", f"sizao/prepare/{NAME}")


@pytest.mark.slow
def test_new_module_passes_its_own_tests_and_those_of_the_tables(copy):
    run(copy, "-m", "tools.map")
    run(copy, "-m", "tools.roles")
    assert NAME in (copy / "docs/map.md").read_text("utf-8")
    assert broken_contracts(copy) == []

    places = [
        f"sizao/prepare/{NAME}",
        "tests/architecture/test_schema.py",
        "tests/architecture/test_catalog.py",
        "tests/migrations/test_migrations.py",
    ]
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *places, "-k", "not found and not back and not nothing")


@pytest.mark.parametrize(
    ("step", "name", "title"),
    [
        ("prepare", "Drafts", "通风"),
        ("prepare", "school_drafts", "通风"),
        ("prepare", "roster", "通风"),
        ("gather", "drafts", "通风"),
        ("prepare", "drafts", " "),
    ],
)
def test_module_that_cannot_be_is_refused_and_nothing_is_written(tmp_path, step, name, title):
    (tmp_path / "sizao/registry/roster").mkdir(parents=True)
    (tmp_path / "sizao/registry/roster/__init__.py").write_text("")

    with pytest.raises(module.ModuleRefused):
        module.make(tmp_path, step=step, name=name, title=title)
    assert not (tmp_path / "sizao/prepare").exists()
