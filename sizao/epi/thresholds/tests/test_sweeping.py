"""The sweep of a province says what the live engine says."""

import datetime as dt

import numpy as np
import pytest

from sizao.epi import packs
from sizao.epi.thresholds import Diagnosis, History, Record, RuleBook, School, Scope, Status, play
from sizao.epi.thresholds.lines import SHANGHAI
from sizao.epi.thresholds.settling import settle
from sizao.epi.thresholds.sweeping import NEVER, Columns, UnevenColumns, sweep

CLASSES, A_SCHOOL, PUPILS = 24, 4, 12
NAMES = ("hfmd", "norovirus")
FIRST = dt.date(2027, 3, 1)


def columns(seed: int) -> Columns:
    """Make a busy fortnight: small classes, so that many rules cross."""
    random = np.random.default_rng(seed)
    rows = 260
    class_group = random.integers(0, CLASSES, rows)
    day = random.integers(0, 14, rows) + (FIRST - dt.date(1970, 1, 1)).days
    recorded = day * 86400 + 8 * 60 * random.integers(0, 6, rows) + 86400 * random.integers(0, 2, rows)
    disease = random.integers(-1, 2, rows)
    is_named = disease >= 0
    groups = random.choice(np.array([1, 2, 4, 65, 3]), rows).astype(np.uint8)
    return Columns(
        person=random.permutation(CLASSES * PUPILS)[:rows],
        unit={Scope.CLASS: class_group, Scope.DORM: np.full(rows, -1), Scope.INSTITUTION: class_group // A_SCHOOL},
        school_of={Scope.CLASS: np.arange(CLASSES) // A_SCHOOL, Scope.DORM: np.zeros(0, int)},
        kinds=np.arange(CLASSES // A_SCHOOL) % 2, kind_names=("kindergarten", "primary"), onset_day=day,
        recorded_at=recorded, groups=groups, disease=disease, disease_names=NAMES, status=np.where(is_named, 2, 0),
        diagnosed_at=np.where(is_named, recorded + 3600, 0),
        recovered_at=np.where(random.random(rows) < 0.5, recorded + 90_000, NEVER),
        syndromes={"ili": groups == 65}, exposure=np.where(random.random(rows) < 0.1, class_group, -1),
        is_staff=random.random(rows) < 0.05, is_admitted=random.random(rows) < 0.02, is_dead=np.zeros(rows, bool),
        is_plain=random.random(rows) > 0.05, sizes=np.full(CLASSES, PUPILS),
    )  # fmt: skip


def history(given: Columns) -> History:
    """Write the same as records."""
    at = lambda second: dt.datetime.fromtimestamp(int(second), SHANGHAI)  # noqa: E731
    records = []
    for row in range(given.person.size):
        bits = int(given.groups[row])
        named = given.disease[row] >= 0
        diagnosis = Diagnosis(NAMES[given.disease[row]], Status.CLINICAL, at(given.diagnosed_at[row]))
        records.append(Record(
            str(given.person[row]), 1, str(given.unit[Scope.INSTITUTION][row]),
            dt.date(1970, 1, 1) + dt.timedelta(days=int(given.onset_day[row])), at(given.recorded_at[row]),
            is_staff=bool(given.is_staff[row]), class_group=str(given.unit[Scope.CLASS][row]),
            groups=frozenset(name for place, name in enumerate("FRGJCPQ") if bits >> place & 1),
            temperature_celsius=38.5 if given.syndromes["ili"][row] else None,
            exposure=None if given.exposure[row] < 0 else str(given.exposure[row]),
            diagnosis=diagnosis if named else None,
            is_hospitalised=bool(given.is_admitted[row]),
            recovered_at=None if given.recovered_at[row] == NEVER else at(given.recovered_at[row]),
        ))  # fmt: skip
    schools = {}
    for school in range(CLASSES // A_SCHOOL):
        sizes: dict[str, int | None] = {str(school * A_SCHOOL + number): PUPILS for number in range(A_SCHOOL)}
        schools[str(school)] = School(str(school), given.kind_names[given.kinds[school]], sizes)
    return History(schools, records)


@pytest.mark.parametrize("seed", range(6))
def test_sweep_and_play_fire_the_same(seed: int):
    book = RuleBook.choose(packs.catalog(), ["huzhou", "beijing-2010", "lanzhou"])
    given = columns(seed)

    found = sweep(book, given)
    swept = {
        (one.rule, one.scope, str(unit), int(second), int(count))
        for one in found.crossings
        for unit, second, count in zip(one.unit, one.detected_at, one.count, strict=True)
    }
    swept |= {_plain(one) for one in settle(book, given, found)}
    played = {_plain(one) for step in play(book, history(given)) for one in step.outcome.fired}

    assert swept
    assert swept == {one for one in played if one[1] is not Scope.PERSON}


def _plain(signal) -> tuple:
    return (signal.rule, signal.unit.scope, signal.unit.id, int(signal.detected_at.timestamp()), signal.count)


def test_columns_of_different_length_are_refused():
    given = columns(0)

    with pytest.raises(UnevenColumns):
        Columns(**vars(given) | {"onset_day": given.onset_day[:-1]})
