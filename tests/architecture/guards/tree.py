"""Walk a source tree: its steps, modules, files and syntax trees. Every guard is given the root of the tree."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STEPS = ("registry", "prepare", "detect", "report", "isolate", "treat", "resume", "oversee")


def python_files(root: Path, *, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Walk the Python files of the package, by default without tests and migrations."""
    for path in sorted((root / "sizao").rglob("*.py")):
        if (tests or "tests" not in path.parts) and (migrations or "migrations" not in path.parts):
            yield path


def module_files(root: Path, *, tests: bool = False) -> Iterator[Path]:
    """Walk the Python files that belong to a module of a step."""
    return (path for path in python_files(root, tests=tests) if module_of(path, root) is not None)


def templates(root: Path) -> Iterator[Path]:
    """Walk the page templates."""
    return (path for path in sorted((root / "sizao").rglob("*.html")) if "templates" in path.parts)


def modules(root: Path) -> list[Path]:
    """List the folders of all modules of all steps."""
    found = []
    for step in STEPS:
        folder = root / "sizao" / step
        if folder.is_dir():
            found += [path for path in sorted(folder.iterdir()) if (path / "apps.py").is_file()]
    return found


def module_of(path: Path, root: Path) -> tuple[str, str] | None:
    """Give the step and the module that a file belongs to, None for core, epi and the shells."""
    parts = path.relative_to(root).parts
    if len(parts) > 3 and parts[0] == "sizao" and parts[1] in STEPS:
        return parts[1], parts[2]
    return None


def face_of(path: Path, root: Path) -> str:
    """Give the file or package of a module that a path lies in: `services` for `services/submit.py`."""
    return path.relative_to(root).parts[3].removesuffix(".py")


def parsed(path: Path) -> ast.Module:
    """Parse a file, once for all guards."""
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4096)
def _parsed(path: Path, _changed: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def nodes(parsed_file: ast.Module) -> list[ast.AST]:
    """List all nodes of a file, walked once for all guards."""
    return _nodes(parsed_file)


@lru_cache(maxsize=4096)
def _nodes(parsed_file: ast.Module) -> list[ast.AST]:
    return list(ast.walk(parsed_file))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Walk all functions and methods of a syntax tree."""
    return (node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Walk the docstrings of a file with the line each begins on."""
    for node in nodes(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text:
                yield node.body[0].lineno, text


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Walk the string constants that are not docstrings, the fixed parts of f-strings included."""
    documented = {
        id(node.body[0].value)
        for node in nodes(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value


def finding(path: Path, root: Path, line: int, text: str) -> str:
    """Word a finding so that an editor can jump to it."""
    return f"{path.relative_to(root).as_posix()}:{line}: {text}"
