"""Sizes and names of files; a README for every module."""

from collections.abc import Mapping
from pathlib import Path

from tests.architecture.guards import tree

FILE_LINES = 400
FUNCTION_LINES = 40
FUNCTION_ARGUMENTS = 5
TEMPLATE_LINES = 150
README_LINES = 40
MODULE_LINES = 1500
MODULE_SLACK = 500
MODULES_A_STEP = 7

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "signals", "managers", "constants"}
# The field's own word where the step says which: the signals (信号) of early detection, not Django's.
MEANT = {"sizao/detect/signals"}
# Not counted as arguments of a function.
GIVEN = {"self", "cls", "actor", "now"}


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def long_files(root: Path, allowed: Mapping[str, int]) -> list[str]:
    """List Python files over the limit, and exceptions that have outlived themselves.

    allowed: path to the size it may have; entries only shrink or go.
    """
    sizes = {path.relative_to(root).as_posix(): _lines(path) for path in _all_python(root)}
    found = [
        f"{name}:1: {size} lines, at most {allowed.get(name, FILE_LINES)}"
        for name, size in sizes.items()
        if size > allowed.get(name, FILE_LINES)
    ]
    return found + [
        f"{name}: the exception of {limit} lines can go or shrink to {sizes.get(name, 0)}"
        for name, limit in sorted(allowed.items())
        if sizes.get(name, 0) < limit
    ]


def _all_python(root: Path) -> list[Path]:
    found = list(tree.python_files(root, tests=True))
    for folder in ("config", "tests", "tools", "bench"):
        found += [path for path in sorted((root / folder).rglob("*.py")) if "node_modules" not in path.parts]
    return found


def long_functions(root: Path, allowed: Mapping[str, int]) -> list[str]:
    """List functions over the limit of lines, and exceptions that have outlived themselves.

    allowed: `path:function` to the number of lines it may have.
    """
    found, seen = [], {}
    for path in _all_python(root):
        for function in tree.functions(tree.parsed(path)):
            size = (function.end_lineno or function.lineno) - function.lineno + 1
            name = f"{path.relative_to(root).as_posix()}:{function.name}"
            limit = allowed.get(name, FUNCTION_LINES)
            seen[name] = max(size, seen.get(name, 0))
            if size > limit:
                text = f"{function.name} has {size} lines, at most {limit}"
                found.append(tree.finding(path, root, function.lineno, text))
    return found + _outlived(allowed, seen, "lines")


def crowded_functions(root: Path, allowed: Mapping[str, int]) -> list[str]:
    """List functions that take too many arguments besides actor and now.

    allowed: `path:function` to the number it may take.
    """
    found, seen = [], {}
    for path in tree.python_files(root):
        for function in tree.functions(tree.parsed(path)):
            arguments = function.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            count = sum(one.arg not in GIVEN for one in every)
            name = f"{path.relative_to(root).as_posix()}:{function.name}"
            limit = allowed.get(name, FUNCTION_ARGUMENTS)
            seen[name] = max(count, seen.get(name, 0))
            if count > limit:
                text = f"{function.name} takes {count} arguments, at most {limit}"
                found.append(tree.finding(path, root, function.lineno, text))
    return found + _outlived(allowed, seen, "arguments")


def _outlived(allowed: Mapping[str, int], seen: Mapping[str, int], of: str) -> list[str]:
    return [
        f"{name}: the exception of {limit} {of} can go or shrink to {seen.get(name, 0)}"
        for name, limit in sorted(allowed.items())
        if seen.get(name, 0) < limit
    ]


def long_templates(root: Path) -> list[str]:
    """List templates over the limit."""
    sizes = [(path, _lines(path)) for path in tree.templates(root)]
    return [
        tree.finding(path, root, 1, f"{size} lines, at most {TEMPLATE_LINES}")
        for path, size in sizes
        if size > TEMPLATE_LINES
    ]


def big_modules(root: Path, allowed: Mapping[str, int], crowded: Mapping[str, int] | None = None) -> list[str]:
    """List modules with too much Python, and steps with too many modules.

    allowed: path of the module to the number of lines it may have; lowered when the module is well below it.
    crowded: name of the step to the number of modules it may have, with a decision behind it.
    """
    found, steps, seen = [], {}, {}
    crowded = crowded or {}
    for module in tree.modules(root):
        name = module.relative_to(root).as_posix()
        steps[module.parent.name] = steps.get(module.parent.name, 0) + 1
        files = [path for path in module.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
        size = sum(_lines(path) for path in files)
        limit = allowed.get(name, MODULE_LINES)
        seen[name] = size + MODULE_SLACK
        if size > limit:
            found.append(f"{name}: {size} lines, at most {limit}")
    found += _outlived(allowed, seen, "lines")
    return found + [
        f"sizao/{step}: {count} modules, at most {crowded.get(step, MODULES_A_STEP)}: think the step over"
        for step, count in steps.items()
        if count > crowded.get(step, MODULES_A_STEP)
    ]


def forbidden_names(root: Path) -> list[str]:
    """List files and folders whose name says nothing about what they hold."""
    found = []
    for path in sorted((root / "sizao").rglob("*")):
        is_code = path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists())
        is_meant = path.is_dir() and path.relative_to(root).as_posix() in MEANT
        if is_code and path.stem in FORBIDDEN_NAMES and not is_meant:
            found.append(tree.finding(path, root, 1, f"{path.name} says nothing about what it holds"))
    return found


def missing_readmes(root: Path) -> list[str]:
    """List modules without a README, or with one that is too long to be read."""
    found = []
    for module in tree.modules(root):
        readme = module / "README.md"
        if not readme.is_file():
            found.append(tree.finding(readme, root, 1, "missing"))
        elif _lines(readme) > README_LINES:
            found.append(tree.finding(readme, root, 1, f"{_lines(readme)} lines, at most {README_LINES}"))
    return found
