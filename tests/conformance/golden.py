"""Read golden cases and compare answers with them; what each family of methods answers stands in `families/`."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

OWN = Path(__file__).parent / "oracles"
NUMBERS = {"NaN": np.nan, "Inf": np.inf, "-Inf": -np.inf, None: np.nan}


@cache
def rows(path: Path) -> tuple[dict, ...]:
    """Read the lines of one file, packed or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return tuple(json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip())


def files(folder: Path) -> dict[str, Path]:
    """Find the files of cases in a folder, by their name without endings."""
    found = (
        [path for path in folder.iterdir() if path.name.endswith((".jsonl", ".jsonl.gz"))] if folder.exists() else []
    )
    return {path.name.split(".")[0]: path for path in sorted(found)}


def numbers(values: object) -> np.ndarray:
    """Turn what a case holds into floats; missing and NaN are nan."""
    values = values if isinstance(values, list) else [values]
    return np.array([NUMBERS[one] if one is None or isinstance(one, str) else one for one in values], dtype=float)


@dataclass(frozen=True)
class Inputs:
    """What cases refer to: the series and line lists beside them."""

    folder: Path

    def rows(self, name: str) -> tuple[dict, ...]:
        """List the lines of one file of inputs."""
        return rows(files(self.folder)[name])

    def series(self, case: dict, file: str = "series") -> dict:
        """Find the series of a case."""
        return next(row for row in self.rows(file) if row["id"] == case["series"])


def exact(case: dict, name: str) -> float:
    """Allow a relative difference of 1e-8."""
    return 1e-8


@dataclass(frozen=True)
class Family:
    """Methods that are checked alike.

    files: the files (name without endings) whose lines are their cases.
    methods: what answers each `method`: called with (case, inputs), answers the compared fields by name.
    fields: the fields that must be answered where a case holds them.
    inputs: files that hold no cases but what cases refer to.
    tolerance: the relative difference allowed, called with (case, field); `alarm` is always exact.
    left_out: cases that are not compared, with the reason.
    """

    files: tuple[str, ...]
    methods: Mapping[str, Callable[[dict, Inputs], Mapping[str, object]]]
    fields: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    tolerance: Callable[[dict, str], float] = exact
    left_out: Mapping[str, str] = field(default_factory=dict)


def differences(answer: Mapping[str, object], case: dict, family: Family) -> list[str]:
    """Say in which fields an answer differs, and where first."""
    found = []
    for name in family.fields:
        if name not in case:
            continue
        expected, got = numbers(case[name]), np.atleast_1d(np.asarray(answer[name], dtype=float))
        if expected.shape != got.shape:
            found.append(f"{name}: {got.shape} instead of {expected.shape}")
            continue
        allowed = 0.0 if name == "alarm" else family.tolerance(case, name)
        close = np.isclose(got, expected, rtol=allowed, atol=allowed / 100, equal_nan=True)
        if not close.all():
            at = int(np.argmin(close))
            found.append(f"{name}[{at}]: {got[at]!r} instead of {expected[at]!r}; {int((~close).sum())} differ")
    return found


def judged(result: object) -> np.ndarray:
    """Write alarms as the cases do: missing where a day could not be judged."""
    return np.where(result.is_judged, result.alarm, np.nan)
