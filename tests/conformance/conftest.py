"""Golden cases run from the copies in the repository; `--oracles DIR` takes another folder with cases of all kinds."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read cases of all kinds only when a folder is given."""
    return True if collection_path.name == "test_cases.py" and config.getoption("--oracles") is None else None


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what a driver had no answer to: left out, but never in silence."""
    properties = [
        value
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, value in report.user_properties
        if name == "left_out" and report.when == "call"
    ]
    if properties:
        terminalreporter.section("scenarios: left out of the product's run")
        for line in sorted(set(properties)):
            terminalreporter.line(line)
