"""Run the notebooks of the documentation and keep what they print and draw.

Usage: python -m tools.notebook [--check]

With `--check` the cells are run, what they print is compared with what is kept, and nothing is written. Pictures are
compared only in number: their bytes depend on the fonts of the machine.
"""

import argparse
import ast
import base64
import contextlib
import difflib
import io
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "docs"
DOTS_AN_INCH = 60

Notebook = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run all notebooks; exit code 1 when one no longer prints what is kept."""
    parser = argparse.ArgumentParser(description="Run the notebooks of the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a notebook is out of date")
    is_check = parser.parse_args(arguments).check
    lost: list[str] = []
    for path in find():
        kept = json.loads(path.read_text("utf-8"))
        made = run(kept)
        if is_check:
            lost += differences(kept, made, path.name)
        else:
            path.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write("\n".join(lost))
    return 1 if lost else 0


def find() -> list[Path]:
    """List the notebooks of the documentation."""
    return sorted(NOTEBOOKS.rglob("*.ipynb"))


def run(notebook: Notebook) -> Notebook:
    """Run the code cells from the root of the tree, in order and in one namespace, and give them their outputs."""
    import matplotlib as mpl
    from matplotlib import pyplot

    space: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    with contextlib.chdir(ROOT), mpl.rc_context({"backend": "agg", "figure.dpi": DOTS_AN_INCH}):
        pyplot.close("all")
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                printed = execute("".join(cell["source"]), space, f"cell {count}")
                cell = cell | {"execution_count": count, "outputs": _outputs(printed, _pictures(pyplot))}
            cells.append(cell)
    return notebook | {"cells": cells}


def execute(source: str, space: dict[str, Any], name: str) -> str:
    """Run one cell: what it prints, and its last expression unless a semicolon ends it."""
    body = ast.parse(source, name).body
    is_shown = bool(body) and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")
    last = ast.Expression(body.pop().value) if is_shown else None  # type: ignore[attr-defined]
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(ast.Module(body, []), name, "exec"), space)
        value = eval(compile(last, name, "eval"), space) if last is not None else None
        if value is not None:
            print(repr(value))
    return written.getvalue()


def _pictures(pyplot: Any) -> list[str]:
    """Take the figures that a cell has drawn, as PNG in base64, and close them."""
    pictures = []
    for number in pyplot.get_fignums():
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png", bbox_inches="tight", metadata={"Software": None})
        pictures.append(base64.b64encode(file.getvalue()).decode())
    pyplot.close("all")
    return pictures


def _outputs(printed: str, pictures: list[str]) -> list[dict[str, Any]]:
    text = [{"output_type": "stream", "name": "stdout", "text": printed.splitlines(keepends=True)}] if printed else []
    drawn: list[dict[str, Any]] = [
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}} for picture in pictures
    ]
    return [*text, *drawn]


def differences(kept: Notebook, made: Notebook, name: str) -> list[str]:
    """List the lines printed by `made` that are not those of `kept`, and cells that draw another number of pictures."""
    before, after = ([line for cell in one["cells"] for line in _said(cell)] for one in (kept, made))
    return list(difflib.unified_diff(before, after, name, "the cells", lineterm="", n=0))


def _said(cell: dict[str, Any]) -> list[str]:
    if cell["cell_type"] != "code":
        return []
    texts = ["".join(one["text"]) for one in cell["outputs"] if one["output_type"] == "stream"]
    drawn = sum(one["output_type"] == "display_data" for one in cell["outputs"])
    return [*"".join(texts).splitlines(), f"[{drawn} pictures]"]


if __name__ == "__main__":
    sys.exit(main())
