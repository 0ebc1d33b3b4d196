"""Write the file set of a new module into its step, from tools/skeleton, and register its table.

Usage: python -m tools.module prepare ventilation [通风], or make module STEP=prepare NAME=ventilation TITLE=通风
What is written keeps all rules and passes its own tests; what the module is about is then edited into it.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template

from tools.map import STEPS

ROOT = Path(__file__).resolve().parent.parent
SKELETON = Path(__file__).resolve().parent / "skeleton"
NAME = re.compile(r"[a-z]{3,24}")
TABLES = "sizao/core/tables.py"


class ModuleRefused(ValueError):
    """The module cannot be made; the message says why."""


def make(root: Path, *, step: str, name: str, title: str) -> list[Path]:
    """Write the module and its step's package, and register its table.

    returns: the files written. raises: ModuleRefused.
    """
    _refuse_bad(root, step, name, title)
    folder = root / "sizao" / step / name
    values = {"step": step, "module": name, "Module": name.capitalize(), "title": title}
    written = _step_package(folder.parent, STEPS[step])
    for source in sorted(SKELETON.rglob("*.txt")):
        target = folder / _target(source.relative_to(SKELETON), name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(source.read_text("utf-8")).substitute(values), "utf-8")
        written.append(target)
    _tidy(folder)
    _register(root / TABLES, f"{name}_record")
    return [*written, root / TABLES]


def _refuse_bad(root: Path, step: str, name: str, title: str) -> None:
    if step not in STEPS:
        raise ModuleRefused(f"no step {step}: {', '.join(STEPS)}")
    if NAME.fullmatch(name) is None:
        raise ModuleRefused(f"{name}: one lower-case word, in the plural unless the practice is singular")
    if not title.strip():
        raise ModuleRefused("the title is what people read in the menu, in Chinese")
    taken = [path.parent for path in sorted((root / "sizao").glob(f"*/{name}/__init__.py"))]
    if taken:
        raise ModuleRefused(f"{name} exists: {taken[0].relative_to(root)}")


def _step_package(folder: Path, title: str) -> list[Path]:
    package = folder / "__init__.py"
    if package.exists():
        return []
    folder.mkdir(parents=True, exist_ok=True)
    package.write_text(f'"""{title}."""\n', "utf-8")
    return [package]


def _target(source: Path, name: str) -> Path:
    """Say where a file of the skeleton goes: pages into `templates/<module>/`, `init.py` is `__init__.py`."""
    bare = source.name.removesuffix(".txt")
    bare = "__init__.py" if bare == "init.py" else bare
    folder = source.parent / name if source.parent.name == "templates" else source.parent
    return folder / bare


def _tidy(folder: Path) -> None:
    """Put imports and lines in order: both depend on the names that were filled in."""
    for verb in (["check", "--select", "I", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *verb, "--quiet", str(folder)], check=True)


def _register(path: Path, table: str) -> None:
    """Add the table as keyed to the registry, at the end of its list."""
    text = path.read_text("utf-8")
    head, end, tail = text.partition("\n}\n")
    path.write_text(f'{head}\n    "{table}": K,{end}{tail}', "utf-8")


def main(arguments: list[str]) -> int:
    """Make the module and say what to do next; exit code 1 when it is refused."""
    parser = argparse.ArgumentParser(description="Write the file set of a new module.")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("name", help="one lower-case word")
    # `make` hands TITLE=… down in the environment.
    parser.add_argument("title", nargs="?", default=os.environ.get("TITLE", ""), help="what the menu says, in Chinese")
    wanted = parser.parse_args(arguments)
    try:
        written = make(ROOT, step=wanted.step, name=wanted.name, title=wanted.title)
    except ModuleRefused as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(path.relative_to(ROOT).as_posix() for path in written))
    config = f"sizao.{wanted.step}.{wanted.name}.apps.{wanted.name.capitalize()}Config"
    print(f'\nNext: add "{config}" to config/modules.py, then make map, make check.')
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
