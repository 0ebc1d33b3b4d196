"""Write the file of a new disease and its test from tools/skeleton_disease; one line in `diseases/__init__.py` remains.

Usage: python -m tools.disease ebola, or make disease NAME=ebola
Every period stands empty, so that the file refuses to be imported until each has a number with its source.
"""

import argparse
import re
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
SKELETON = Path(__file__).resolve().parent / "skeleton_disease"
NAME = re.compile(r"[a-z][a-z0-9_]{2,30}")
FOLDER = "sizao/epi/diseases"


class DiseaseRefused(ValueError):
    """The disease cannot be made; the message says why."""


def make(root: Path, name: str) -> list[Path]:
    """Write the two files.

    returns: the files written. raises: DiseaseRefused.
    """
    if NAME.fullmatch(name) is None:
        raise DiseaseRefused(f"{name}: lower-case English words joined by _, such as scarlet_fever")
    targets = {
        "disease.py.txt": root / FOLDER / f"{name}.py",
        "test_disease.py.txt": root / FOLDER / "tests" / f"test_{name}.py",
    }
    taken = [path for path in targets.values() if path.exists()]
    if taken:
        raise DiseaseRefused(f"{name} exists: {taken[0].relative_to(root)}")
    for source, target in targets.items():
        text = Template((SKELETON / source).read_text("utf-8")).substitute(key=name, CONST=name.upper())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return list(targets.values())


def main(arguments: list[str]) -> int:
    """Make the disease and say what to do next; exit code 1 when it is refused."""
    parser = argparse.ArgumentParser(description="Write the file of a new disease and its test.")
    parser.add_argument("name", help="its key, lower-case English")
    wanted = parser.parse_args(arguments)
    try:
        written = make(ROOT, wanted.name)
    except DiseaseRefused as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(path.relative_to(ROOT).as_posix() for path in written))
    line = f"{wanted.name.upper()} to {FOLDER}/__init__.py"
    print(f"\nNext: fill in both, add {line}, its rules to a pack, then make check.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
