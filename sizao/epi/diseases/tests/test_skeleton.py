"""`make disease`: what it writes refuses to be imported until its periods are filled in, and names itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.disease import DiseaseRefused, make


def test_new_disease_fails_at_import_with_its_name_until_its_periods_are_there(tmp_path: Path):
    source, test = make(tmp_path, "new_fever")

    done = subprocess.run([sys.executable, str(source)], capture_output=True, text=True)

    assert done.returncode != 0
    assert "MissingPeriod: new_fever: incubation is missing" in done.stderr
    assert "NEW_FEVER" in test.read_text("utf-8")


@pytest.mark.parametrize("name", ["New", "x", "new-fever"])
def test_bad_name_is_refused(tmp_path: Path, name: str):
    with pytest.raises(DiseaseRefused):
        make(tmp_path, name)


def test_disease_that_exists_is_refused(tmp_path: Path):
    make(tmp_path, "new_fever")

    with pytest.raises(DiseaseRefused, match="exists"):
        make(tmp_path, "new_fever")
