"""Golden cases are run when their folder is given: `pytest tests/conformance --oracles DIR`."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect nothing here without a folder of cases."""
    return True if config.getoption("--oracles") is None else None
