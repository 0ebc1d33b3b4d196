"""Documents made from the tree say what the tree says; documents that are referred to exist."""

import re

import pytest

from tests.architecture.guards import tree
from tools import documents, roles
from tools import map as map_tool

MADE = {"map": (map_tool.DOCUMENT, map_tool.text), "roles": (roles.DOCUMENT, roles.text)}
REFERENCE = re.compile(r"\bdocs/[\w/-]+\.md\b")
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")


@pytest.mark.parametrize("name", MADE)
def test_made_document_is_up_to_date(name):
    document, make = MADE[name]

    assert documents.compare(document, make()) == [], "run `make map`"


@pytest.mark.parametrize("name", MADE)
def test_document_that_is_out_of_date_is_found(name, tmp_path, capsys):
    _, make = MADE[name]
    document = tmp_path / f"{name}.md"

    assert documents.run(document, make, ["--check"]) == 1
    assert documents.run(document, make, []) == 0
    assert documents.run(document, make, ["--check"]) == 0
    document.write_text(document.read_text("utf-8") + "| `roster.edit` | added by hand |\n", "utf-8")
    capsys.readouterr()
    assert documents.run(document, make, ["--check"]) == 1
    assert "-| `roster.edit` | added by hand |" in capsys.readouterr().out


def lost_references(root) -> list[str]:
    """List documents that the code or other documents name but that do not exist."""
    files = [*tree.python_files(root, tests=True, migrations=True), *sorted((root / "docs").rglob("*.md"))]
    files += sorted((root / "sizao").rglob("*.md"))
    found = []
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            named = [root / name for name in REFERENCE.findall(line)]
            named += [path.parent / name for name in LINK.findall(line)]
            found += [
                tree.finding(path, root, number, f"{one.name} does not exist") for one in named if not one.exists()
            ]
    return found


def test_documents_that_are_named_exist():
    assert lost_references(tree.ROOT) == []


def test_lost_document_is_found(plant):
    root = plant(
        {
            "sizao/core/keyed.py": '"""Why: docs/decisions/0009-lost.md."""\n',
            "docs/decisions/README.md": "| [0001](0001-stack.md) |\n",
        }
    )

    assert [one.split(": ")[1] for one in lost_references(root)] == [
        "0009-lost.md does not exist",
        "0001-stack.md does not exist",
    ]
