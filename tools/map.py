"""Write docs/map.md: every package and module with its first sentence, tables, facts and permissions.

Usage: python -m tools.map [--check]
"""

import ast
import dataclasses
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import documents, offline

DOCUMENT = offline.ROOT / "docs/map.md"
STEPS = {
    "registry": "基础底册",
    "prepare": "平时预防",
    "detect": "早发现",
    "report": "早报告",
    "isolate": "早隔离",
    "treat": "早治疗",
    "resume": "复课返校",
    "oversee": "督导指挥",
}
GROUND = {"epi": "pure library, no Django", "core": "mechanisms, one each"}
SHELLS = {
    "web": "pages",
    "api": "JSON",
    "jobs": "timetable",
    "integrations": "outside systems",
    "demo": "builders and stories",
    "cli": "verbs",
}
HEAD = """# Map

What stands where. Written by `make map` from the tree itself: do not edit, change the first sentence of the file.
Left may use right, never the reverse: `cli > demo > web|api|jobs|integrations > oversee > resume > treat > isolate >
report > detect > prepare > registry > core|epi`.
"""


def text(root: Path = offline.ROOT) -> str:
    """Make the whole page."""
    offline.load()
    parts = [HEAD]
    parts += [_package(root, name, title) for name, title in GROUND.items()]
    parts += [_step(root, name, title) for name, title in STEPS.items() if (root / "sizao" / name).is_dir()]
    parts += [_package(root, name, title) for name, title in SHELLS.items()]
    return "\n".join(part for part in parts if part)


def _package(root: Path, name: str, title: str) -> str:
    """Describe core, epi or a shell by its files and tables; nothing when it is empty."""
    from django.apps import apps

    folder = root / "sizao" / name
    rows = [f"| `{_shown(path, folder)}` | {_sentence(path)} |" for path in _files(folder)]
    if not rows:
        return ""
    configs = [one for one in apps.get_app_configs() if f"{one.name}.".startswith(f"sizao.{name}.")]
    tables = [line for config in configs for line in _tables(config)]
    lines = [f"## {name}: {title}", "", "| file | first sentence |", "|---|---|", *rows, "", *tables]
    return "\n".join(lines).rstrip() + "\n"


def _files(folder: Path) -> Iterator[Path]:
    """Walk the files that say something, packages by their `__init__`; without tests and migrations."""
    for path in sorted(folder.rglob("*.py"), key=lambda path: _shown(path, folder)):
        is_hidden = {"tests", "migrations"} & set(path.relative_to(folder).parts)
        if not is_hidden and path != folder / "__init__.py" and _sentence(path):
            yield path


def _shown(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    return name.replace("__init__.py", "") if path.name == "__init__.py" else name


def _sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _step(root: Path, name: str, title: str) -> str:
    folder = root / "sizao" / name
    found = [path for path in sorted(folder.iterdir()) if (path / "apps.py").is_file()]
    return f"## {name} {title}\n\n" + "\n".join(_module(path) for path in found)


def _module(folder: Path) -> str:
    from sizao.core import pages

    dotted = f"sizao.{folder.parent.name}.{folder.name}"
    config = next((one for one in pages.modules() if one.name == dotted), None)
    lines = [f"### {folder.name} {config.title if config else ''}".rstrip(), "", _readme_sentence(folder), ""]
    if config is not None:
        lines += [*_tables(config), *_facts(dotted), *_permissions(config)]
    return "\n".join(lines).rstrip() + "\n"


def _readme_sentence(folder: Path) -> str:
    readme = folder / "README.md"
    paragraphs = readme.read_text("utf-8").split("\n\n") if readme.is_file() else []
    return next((one.replace("\n", " ") for one in paragraphs if not one.startswith("#")), "")


def _tables(config: Any) -> Iterator[str]:
    from sizao.core.tables import kind_of

    for model in sorted(config.get_models(), key=lambda model: model._meta.db_table):
        kind = str(kind_of(model._meta.db_table) or "unregistered").lower()
        first = (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")
        yield f"- table `{model._meta.db_table}` ({kind}): {first}"


def _facts(dotted: str) -> Iterator[str]:
    if importlib.util.find_spec(f"{dotted}.facts") is None:
        return
    module = importlib.import_module(f"{dotted}.facts")
    for fact in vars(module).values():
        if isinstance(fact, type) and dataclasses.is_dataclass(fact) and fact.__module__ == module.__name__:
            yield f"- fact `{fact.__name__}`: {(inspect.getdoc(fact) or '').split(chr(10))[0]}"


def _permissions(config: Any) -> Iterator[str]:
    yield from (f"- permission `{one.code}` {one.label}" for one in config.permissions)


if __name__ == "__main__":
    raise SystemExit(documents.run(DOCUMENT, text, sys.argv[1:]))
