"""Golden cases run from the copies in the repository; `--oracles DIR` takes another folder with cases of all kinds."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read cases of all kinds only when a folder is given."""
    return True if collection_path.name == "test_cases.py" and config.getoption("--oracles") is None else None
