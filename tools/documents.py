"""Write a generated document, or say that the one in the tree is out of date."""

import argparse
import difflib
import sys
from collections.abc import Callable
from pathlib import Path


def run(document: Path, make: Callable[[], str], arguments: list[str]) -> int:
    """Write `document`, or with `--check` compare it.

    returns: exit code, 1 when the document does not say what the tree says.
    """
    parser = argparse.ArgumentParser(description=f"Write {document.name} from the tree.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the document is out of date")
    if not parser.parse_args(arguments).check:
        document.write_text(make(), "utf-8")
        return 0
    differences = compare(document, make())
    sys.stdout.write("\n".join(differences))
    return 1 if differences else 0


def compare(document: Path, made: str) -> list[str]:
    """List the lines in which a document differs from what is made from the tree."""
    written = document.read_text("utf-8") if document.exists() else ""
    lines = difflib.unified_diff(written.splitlines(), made.splitlines(), document.name, "the tree", lineterm="", n=0)
    return list(lines)
