"""The four import contracts of `.importlinter`, tried on any tree."""

import re
import subprocess
import sys
from pathlib import Path

BROKEN = re.compile(r"^([a-z-]+): .* BROKEN", re.MULTILINE)


def broken_contracts(root: Path) -> list[str]:
    """List the names of the contracts that a tree breaks.

    raises: RuntimeError when the contracts could not be checked at all.
    """
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    broken = BROKEN.findall(checked.stdout)
    if checked.returncode and not broken:
        raise RuntimeError(checked.stdout + checked.stderr)
    return broken
