"""Every golden case of detection, answered by the library and compared field by field."""

from sizao.epi.errors import EpiError
from tests.conformance import golden
from tests.conformance.families import families
from tests.conformance.golden import Family, Inputs

FAMILIES = families()
OF_FILE = {name: family for family in FAMILIES for name in family.files}
INPUTS = {name for family in FAMILIES for name in family.inputs} | {"series"}


def _label(name: str, number: int, row: dict) -> str:
    return row.get("id", f"{name}-{number}")


def pytest_generate_tests(metafunc) -> None:
    """Make one test of each file, and one of each case in it."""
    folder = (metafunc.config.getoption("--oracles") or golden.OWN) / "detection"
    found = golden.files(folder)
    if "case" in metafunc.fixturenames:
        cases = [
            (name, row, Inputs(folder), _label(name, number, row))
            for name, path in found.items()
            if name in OF_FILE
            for number, row in enumerate(golden.rows(path), start=1)
        ]
        metafunc.parametrize("name, case, inputs", [one[:3] for one in cases], ids=[one[3] for one in cases])
    elif "file" in metafunc.fixturenames:
        metafunc.parametrize("file", sorted(found))


def test_file_of_cases_belongs_to_a_family(file: str):
    assert file in OF_FILE or file in INPUTS, f"no family in tests/conformance/families answers {file}"


def test_case_is_answered_as_the_reference_does(name: str, case: dict, inputs: Inputs):
    family = OF_FILE[name]
    method = case.get("method", name)
    assert method in family.methods, f"the method {method} is unknown"
    if case.get("id") in family.left_out:
        return

    if "error" in case:
        assert _is_refused(family, method, case, inputs), f"not refused: {case['error']}"
    else:
        assert golden.differences(family.methods[method](case, inputs), case, family) == []


def _is_refused(family: Family, method: str, case: dict, inputs: Inputs) -> bool:
    """Tell whether the library says no by name, or gives a result it has documented for such input."""
    try:
        return "documented" in family.methods[method](case, inputs)
    except EpiError:
        return True
