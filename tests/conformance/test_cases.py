"""The golden cases can be read: those given with `--oracles`, or the copies beside this file."""

import csv
import json
from pathlib import Path

import yaml


def _cases(path: Path) -> list:
    """Read the cases of one file."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    if path.suffix == ".json":
        return [json.loads(path.read_text("utf-8"))]
    if path.suffix == ".yaml":
        return [yaml.safe_load(path.read_text("utf-8"))]
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def pytest_generate_tests(metafunc) -> None:
    """Make one test of each file of cases."""
    folder = metafunc.config.getoption("--oracles") or Path(__file__).parent / "oracles"
    kinds = {".jsonl", ".json", ".yaml", ".csv"}
    found = sorted(path for path in folder.rglob("*") if path.suffix in kinds)
    metafunc.parametrize("path", found, ids=[f"{path.parent.name}/{path.name}" for path in found])


def test_cases_can_be_read(path: Path):
    assert _cases(path), f"{path.name} holds no case"
