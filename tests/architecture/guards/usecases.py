"""Use cases: every public function of services is declared, and its audit action is well named."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.architecture.guards import tree

ACTION = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*\.([a-z][a-z_]*)")
# Past forms that do not end in -ed.
IRREGULAR = {
    "begun", "built", "chosen", "drawn", "found", "given", "held", "kept", "left", "lent", "made", "met", "put",
    "read", "sent", "set", "shown", "split", "taken", "told", "withdrawn", "written",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


def undeclared(root: Path, explained: Mapping[str, str]) -> list[str]:
    """List public functions of services without `@use_case`, and explanations that explain nothing.

    explained: `path:function` to the reason why it needs none.
    """
    found, used = [], set()
    for path, function in public_functions(root):
        name = f"{path.relative_to(root).as_posix()}:{function.name}"
        if _decoration(function) is not None:
            continue
        if name in explained:
            used.add(name)
        else:
            found.append(tree.finding(path, root, function.lineno, f"{function.name} is no @use_case"))
    return found + [f"{name}: explained, but declared or gone" for name in sorted(set(explained) - used)]


def badly_shaped(root: Path) -> list[str]:
    """List use cases that do not take `actor` and `now` by keyword, or have badly named actions."""
    found = []
    for path, function in _service_functions(root):
        decoration = _decoration(function)
        if decoration is None:
            continue
        keywords = {argument.arg for argument in function.args.kwonlyargs}
        if not {"actor", "now"} <= keywords or function.args.args or function.args.posonlyargs:
            found.append(tree.finding(path, root, function.lineno, f"{function.name} takes actor and now by keyword"))
        action = decoration.args[0] if decoration.args else None
        written = action.value if isinstance(action, ast.Constant) else ""
        found += [
            tree.finding(path, root, function.lineno, problem)
            for problem in action_problems(str(written), module=tree.module_of(path, root)[1])
        ]
    return found


def action_problems(action: str, *, module: str) -> Iterator[str]:
    """Say what is wrong with an audit action; it is `module.object.past_verb`."""
    shape = ACTION.fullmatch(action)
    if shape is None:
        yield f"action {action!r} is not module.object.past_verb"
        return
    if action.split(".")[0] != module:
        yield f"action {action!r} does not begin with its module {module}"
    verb = shape.group(1).split("_")[0]
    if not verb.endswith("ed") and verb not in IRREGULAR:
        yield f"action {action!r}: {shape.group(1)} is no past form"


def unknown_permissions(asked: Iterable[tuple[str, str | None]], declared: Iterable[str]) -> list[str]:
    """List use cases that ask for a permission no module declares.

    asked: pairs of action and permission.
    """
    known = set(declared)
    return [f"{action}: permission {name} is not declared" for action, name in asked if name and name not in known]


def public_functions(root: Path) -> Iterator[tuple[Path, Function]]:
    """Walk what `services` offers: of a package, only what its `__init__` names."""
    for path, function in _service_functions(root):
        package = path.parent / "__init__.py"
        offered = _offered(package) if path.parent.name == "services" and package.exists() else None
        if not function.name.startswith("_") and (offered is None or function.name in offered):
            yield path, function


def _service_functions(root: Path) -> Iterator[tuple[Path, Function]]:
    for path in tree.module_files(root):
        if tree.face_of(path, root) == "services":
            yield from ((path, node) for node in tree.parsed(path).body if isinstance(node, Function))


def _offered(package: Path) -> set[str]:
    imports = [node for node in tree.parsed(package).body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _decoration(function: Function) -> ast.Call | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", getattr(decorator.func, "attr", "")) == (
            "use_case"
        ):
            return decorator
    return None
