"""The worked scenarios of the rule engine, each through every driver: what fires, and everything else it says."""

import dataclasses
from pathlib import Path

import pytest

from tests.conformance.answers import Driver, differences, further_differences, without
from tests.conformance.engine import Engine
from tests.conformance.product import Product
from tests.conformance.scenarios import Scenario, read

DRIVERS: dict[str, Driver] = {"engine": Engine(), "product": Product()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario, variant and driver in the folder."""
    folder: Path = metafunc.config.getoption("--oracles") or Path(__file__).parent / "oracles"
    scenarios = list(read(folder / "rules")) if (folder / "rules/scenarios.yaml").exists() else []
    marks = {"product": [pytest.mark.django_db]}
    drivers = [pytest.param(driver, id=name, marks=marks.get(name, [])) for name, driver in DRIVERS.items()]
    metafunc.parametrize("driver", drivers)
    metafunc.parametrize("scenario", scenarios, ids=[one.name for one in scenarios])


def test_rules_fire_as_expected(scenario: Scenario, driver: Driver):
    assert differences(scenario, driver.run(scenario)) == []


def test_events_updates_returns_and_clocks_are_as_expected(scenario: Scenario, driver: Driver, record_property):
    left = driver.left_out(scenario)
    for one in left:
        record_property("left_out", f"{scenario.name} {one.kind} {one.who}: {one.why}")
    kept = dataclasses.replace(scenario, expect=without(scenario.expect, left))

    assert further_differences(kept, driver.run(scenario)) == []


def test_what_is_left_out_is_expected_somewhere(scenario: Scenario, driver: Driver):
    asked = {(kind, one.get("person")) for kind in ("returns", "observations") for one in scenario.expect[kind]}

    assert {(one.kind, one.who) for one in driver.left_out(scenario)} <= asked
