"""Sources: every key that stands beside a number is explained in docs/sources.md."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.guards import tree

SOURCE_LINE = re.compile(r"\bsource:\s*(?P<keys>[A-Z0-9][\w/.-]*(?:\s*,\s*[A-Z0-9][\w/.-]*)*)")
SOURCE_START = re.compile(r"^\s*source:", re.MULTILINE)
ARGUMENT_LINE = re.compile(r"^\s*source: key in `docs/sources\.md`", re.MULTILINE)
DOCUMENTED = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
# What a number stands in; each needs its source.
NEED_A_SOURCE = {"Threshold", "Disease"}


def documented_keys(root: Path) -> set[str]:
    """Give the keys that docs/sources.md explains."""
    return set(DOCUMENTED.findall((root / "docs/sources.md").read_text("utf-8")))


def used_keys(root: Path) -> Iterator[tuple[Path, int, str]]:
    """Walk the source keys used in docstrings and in `source="…"` of epi and of rules."""
    for path in tree.python_files(root):
        parsed = tree.parsed(path)
        for line, text in tree.docstrings(parsed):
            for match in SOURCE_LINE.finditer(text):
                yield from ((path, line, _bare(key)) for key in match.group("keys").split(","))
        if "epi" in path.parts or "rules" in path.parts or path.stem == "rules":
            yield from ((path, line, key) for line, key in _keyword_sources(parsed))


def _bare(key: str) -> str:
    return key.strip().rstrip(".")


def _keyword_sources(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    for node in tree.nodes(parsed):
        if isinstance(node, ast.keyword) and node.arg == "source" and isinstance(node.value, ast.Constant):
            yield node.value.lineno, str(node.value.value)


def unknown_sources(root: Path) -> list[str]:
    """List uses of keys that docs/sources.md does not explain."""
    known = documented_keys(root)
    return [
        tree.finding(path, root, line, f"source {key} is not in docs/sources.md")
        for path, line, key in used_keys(root)
        if key not in known
    ]


def unknown_among(keys: Iterable[str], root: Path) -> list[str]:
    """List keys held in tables (policy values, diseases) that docs/sources.md does not explain."""
    known = documented_keys(root)
    return [f"source {key} is not in docs/sources.md" for key in sorted(set(keys) - known)]


def empty_sources(root: Path) -> list[str]:
    """List docstrings whose `source:` names no key, unless it explains an argument or a field of that name."""
    return [
        tree.finding(path, root, line, "source: names no key")
        for path in tree.python_files(root)
        for line, text in tree.docstrings(tree.parsed(path))
        if len(SOURCE_START.findall(text)) > len(SOURCE_LINE.findall(text)) and not ARGUMENT_LINE.search(text)
    ]


def unsourced_numbers(root: Path) -> list[str]:
    """List thresholds and diseases that are written without a source."""
    return [
        tree.finding(path, root, node.lineno, f"{node.func.id} without a source")
        for path in tree.python_files(root)
        for node in tree.nodes(tree.parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in NEED_A_SOURCE
        and "source" not in {keyword.arg for keyword in node.keywords}
    ]
