"""Boundaries: other modules see `services`, `queries` and `facts` of a module; writes stand in services alone."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.guards import tree

OPEN_FACES = ("services", "queries", "facts")
# A shell registers by hand the one file that is made for it.
SHELL_FACES = {"jobs": ("jobs",), "api": ("api",)}
# A test may check what it is given against another module's pure rules, and a mechanism is tried on real tables.
TEST_FACES = ("rules",)
CORE_TEST_FACES = ("rules", "models")

WRITERS = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "raw_delete",
    "move",
    "create",
    "end_open",
}
# Functions of core that write for their caller.
WRITING_FUNCTIONS = {"move_many", "start_many", "record_many", "announce_many"}
# Names in a chain of calls that say "this is a queryset".
QUERYSET_WORDS = {"objects", "_base_manager", "filter", "exclude", "visible_to", "whole_tree", "order_by", "all"}
WRITING_SQL = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|FROM\s+STDIN)\b|\bUPDATE\s+\S+(\s+\w+)?\s+SET\b"
)

WRITTEN_TABLE = re.compile(r"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE|TRUNCATE|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?(\w+)")


def private_imports(root: Path) -> list[str]:
    """List imports of another module's private files, and models fetched by name past the boundary."""
    found = []
    for path in tree.python_files(root, tests=True):
        own = tree.module_of(path, root)
        for line, name in _imported(path):
            parts = name.split(".")
            if len(parts) < 3 or parts[0] != "sizao" or parts[1] not in tree.STEPS or (parts[1], parts[2]) == own:
                continue
            if len(parts) == 3 or len(parts) > 4 or parts[3] not in _allowed(path, root):
                found.append(tree.finding(path, root, line, f"{name} is private to {parts[2]}"))
        if own is not None:
            found += [
                tree.finding(path, root, node.lineno, "a model is fetched by name past its module's boundary")
                for node in tree.nodes(tree.parsed(path))
                if isinstance(node, ast.Call) and _called(node) == "get_model"
            ]
    return found


def _allowed(path: Path, root: Path) -> tuple[str, ...]:
    shell = path.relative_to(root).parts[1]
    if "tests" in path.parts:
        return OPEN_FACES + (CORE_TEST_FACES if shell == "core" else TEST_FACES)
    return OPEN_FACES + SHELL_FACES.get(shell, ())


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    """Walk what a file imports, as dotted names down to the face: `sizao.detect.checks.services`."""
    for node in tree.nodes(tree.parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            deep_enough = node.module.count(".") >= 3
            yield from (
                (node.lineno, node.module if deep_enough else f"{node.module}.{alias.name}") for alias in node.names
            )


def writes_outside_services(root: Path, explained: Mapping[str, str]) -> list[str]:
    """List writes that stand neither in services nor in the mechanisms of core.

    explained: path to the reason why it writes itself; one that writes nothing any more is itself a finding.
    """
    found, used = [], set()
    for path in tree.python_files(root):
        name = path.relative_to(root).as_posix()
        if name.split("/")[1] in ("core", "epi"):
            continue
        if tree.module_of(path, root) is not None and tree.face_of(path, root) == "services":
            continue
        writes = [tree.finding(path, root, line, text) for line, text in _writes(path)]
        used |= {name} if writes else set()
        found += [] if name in explained else writes
    return found + [f"{name}: explained, but it writes nothing" for name in sorted(set(explained) - used)]


def _writes(path: Path) -> Iterator[tuple[int, str]]:
    parsed = tree.parsed(path)
    for node in tree.nodes(parsed):
        if isinstance(node, ast.Call) and _is_write(node):
            yield node.lineno, f"{_called(node)}() writes: move it into a service"
    for line, text in tree.texts(parsed):
        if WRITING_SQL.search(text):
            yield line, "SQL that writes: move it into a service"


def foreign_writes(root: Path, owners: Mapping[str, str], explained: Mapping[str, str]) -> list[str]:
    """List SQL of a module that writes a table of another module of a step, past that module's services.

    owners: table to the module whose model it is. explained: path to the reason why it writes there itself; one that
    writes nowhere else any more is itself a finding.
    """
    found, used = [], set()
    for path, line, text in _statements(root):
        name, (_, own) = path.relative_to(root).as_posix(), tree.module_of(path, root)
        tables = {table for table in WRITTEN_TABLE.findall(text) if owners.get(table, own) != own}
        used |= {name} if tables else set()
        if name not in explained:
            found += [tree.finding(path, root, line, f"{one} is written by {owners[one]}") for one in sorted(tables)]
    return found + [
        f"{name}: explained, but it writes no other module's table" for name in sorted(set(explained) - used)
    ]


def _statements(root: Path) -> Iterator[tuple[Path, int, str]]:
    """Walk the texts of modules that may be SQL: strings of Python files, and whole files of statements."""
    for path in tree.module_files(root):
        yield from ((path, line, text) for line, text in tree.texts(tree.parsed(path)))
    for path in sorted((root / "sizao").rglob("*.sql")):
        if tree.module_of(path, root) is not None:
            yield path, 1, path.read_text("utf-8")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_write(node: ast.Call) -> bool:
    name = _called(node)
    if name in WRITING_FUNCTIONS:
        return True
    if not isinstance(node.func, ast.Attribute):
        return False
    if name == "delete":
        return not node.args
    if name == "update":
        # A dictionary is updated by names too; those of settings are upper-case, those of columns never.
        by_keyword = not node.args and any((one.arg or "").islower() for one in node.keywords)
        return by_keyword or bool(_chain(node.func.value) & QUERYSET_WORDS)
    return name in WRITERS


def _chain(node: ast.AST) -> set[str]:
    """Collect the names in a chain such as `Unit.objects.filter(…)`."""
    names = set()
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return names
