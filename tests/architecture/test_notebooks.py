"""Pages of detectors are complete and their examples run; notebooks print what stands under their cells."""

import datetime as dt
import json
import re

import numpy as np
import pytest

from tests.architecture.guards import tree
from tools import notebook

INDEX = tree.ROOT / "docs/detection.md"
PAGES = sorted((tree.ROOT / "docs/detection").glob("*.md"))
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
# Pages name their parts in a heading or at the beginning of a paragraph.
PARTS = {"When": r"(## |\*\*)When", "Pitfalls": r"(## |\*\*)Pitfalls", "Reference": r"(\*\*)?Reference[.:]"}
TARGET = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")


def given() -> dict[str, object]:
    """Make what the examples speak of: three years of two schools of two classes; a line list."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(2.0, (1120, 4)).astype(float)
    for day in range(1, len(counts)):
        counts[day] = rng.poisson(1.0 + 0.5 * counts[day - 1])
    onset = [dt.date(2026, 3, 1) + dt.timedelta(days=int(day)) for day in rng.integers(0, 30, 200)]
    parents = np.array([0, 0, 1, 1])
    return {
        "counts": counts, "expected": np.full(counts.shape, 2.0), "known": np.zeros(counts.shape, bool),
        "absent": counts, "enrolled": np.full(counts.shape, 45.0), "schools": parents, "grade_of_class": parents,
        "onset": onset, "reported": [one + dt.timedelta(days=int(rng.integers(0, 6))) for one in onset],
        "now": dt.date(2026, 3, 31),
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_says_when_what_to_mind_and_where_from_and_its_example_runs(page):
    text = page.read_text("utf-8")
    examples = EXAMPLE.findall(text)

    assert [name for name, found in PARTS.items() if not re.search(found, text)] == []
    assert examples, "a page shows how its method is called"
    for example in examples:
        notebook.execute(example, given(), page.name)


def test_every_page_of_detection_is_reached_from_its_index():
    linked = set(re.findall(r"\(detection/([\w.-]+)\)", INDEX.read_text("utf-8")))

    assert linked == {path.name for path in (tree.ROOT / "docs/detection").iterdir()}


def lost_targets(root) -> list[str]:
    """List links of documents and notebooks to files or headings that are not there."""
    found = []
    for path in sorted([*(root / "docs").rglob("*.md"), *(root / "docs").rglob("*.ipynb")]):
        for name, heading in TARGET.findall(words(path)):
            target = path.parent / name if name else path
            is_lost = not target.exists() or (heading and heading[1:] not in headings(words(target)))
            found += [f"{path.relative_to(root)}: {name}{heading}"] if is_lost else []
    return found


def words(path) -> str:
    """Read a document, or the words of a notebook."""
    if path.suffix != ".ipynb":
        return path.read_text("utf-8")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def headings(text: str) -> set[str]:
    """Give the names that headings are linked by."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_links_of_documents_lead_somewhere():
    assert lost_targets(tree.ROOT) == []


def test_lost_links_are_found(plant):
    cell = {"cell_type": "markdown", "source": ["[page](gone.ipynb)"]}
    root = plant(
        {"docs/one.md": "# Two words\n[a](#two-words) [b](#three)\n", "docs/two.ipynb": json.dumps({"cells": [cell]})}
    )

    assert lost_targets(root) == ["docs/one.md: #three", "docs/two.ipynb: gone.ipynb"]


@pytest.mark.parametrize("path", notebook.find(), ids=lambda path: path.stem)
def test_notebook_prints_what_stands_under_its_cells(path):
    kept = json.loads(path.read_text("utf-8"))

    assert notebook.differences(kept, notebook.run(kept), path.name) == [], "run `python -m tools.notebook`"
    outputs = [one for cell in kept["cells"] if cell["cell_type"] == "code" for one in cell["outputs"]]
    assert {"stream", "display_data"} <= {one["output_type"] for one in outputs}


def test_number_that_is_no_longer_the_same_is_found():
    cell = {"cell_type": "code", "metadata": {}, "source": ["print(1)\n", "1 + 1"], "outputs": []}
    kept = notebook.run({"cells": [cell]})
    changed = notebook.run({"cells": [cell | {"source": ["print(1)\n", "1 + 2"]}]})

    assert notebook.differences(kept, kept, "it") == []
    assert notebook.differences(kept, changed, "it")[-2:] == ["-2", "+3"]


def test_picture_that_is_no_longer_drawn_is_found():
    cell = {"cell_type": "code", "metadata": {}, "source": ["import matplotlib.pyplot as p\n", "p.figure();"]}
    kept = notebook.run({"cells": [cell]})
    changed = notebook.run({"cells": [cell | {"source": ["2;"]}]})

    assert notebook.differences(kept, changed, "it")[-2:] == ["-[1 pictures]", "+[0 pictures]"]
