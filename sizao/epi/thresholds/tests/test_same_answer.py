"""The live engine, the engine that judges everything anew, the province sweep and a slow plain engine say the same."""

import dataclasses
import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sizao.epi import packs
from sizao.epi.thresholds import Change, Diagnosis, History, Record, RuleBook, School, Status, close_event, play
from sizao.epi.thresholds.tests import slow_reference

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
CHOSEN = (
    "SIG-CLASSDORM-1D3", "SIG-CLASSDORM-3D5", "CLU-HFMD-CLASS-2", "CLU-HFMD-UNIT-5", "OUT-HFMD-UNIT-10", "HUZ-AHC-3",
    "HUZ-MEAS-2", "CLOSE-ILI-CLASS-NEW5", "CLOSE-ILI-CLASS-PREV30", "CLU-NORO-5",
)  # fmt: skip
NAMED = ("hfmd", "conjunctivitis", "measles", "norovirus")


def book(**changes: int) -> RuleBook:
    """Take real rules; the outbreak of ten is lowered to four so that few cases climb the whole ladder."""
    rules = [rule for rule in packs.catalog() if rule.id in CHOSEN]
    lowered = {
        "CLU-HFMD-UNIT-5": {"at_least": 3, "below": 4},
        "OUT-HFMD-UNIT-10": {"at_least": 4},
        "CLU-NORO-5": {"at_least": 3},
    }
    return RuleBook(
        tuple(
            dataclasses.replace(rule, condition=dataclasses.replace(rule.condition, **lowered.get(rule.id, {})))
            for rule in rules
        )
    )


SCHOOLS = {
    "s": School("s", "kindergarten", {"A": 6, "B": None}, site="here"),
    "t": School("t", "primary", {"A": 10, "B": 1}, site="here"),
}
START = dt.datetime(2027, 4, 1, 8, tzinfo=SHANGHAI)


@some.composite
def changes(draw, saved: dt.datetime) -> tuple[Change, ...]:
    """Later changes: left, came back, confirmed, another disease."""
    count = draw(some.sampled_from([0, 0, 0, 1, 1, 2]))
    return tuple(
        Change(
            saved + dt.timedelta(hours=draw(some.integers(0, 60))),
            draw(some.sampled_from(list(Status))),
            draw(some.sampled_from([None, None, *NAMED])),
        )
        for _ in range(count)
    )


@some.composite
def records(draw) -> Record:
    """One save: onsets from long ago to tomorrow, two schools, classes, rooms, staff, second illnesses."""
    saved = START + dt.timedelta(hours=draw(some.integers(0, 24)) * 6)
    onset = saved.date() - dt.timedelta(days=draw(some.sampled_from([-1, 0, 0, 0, 1, 1, 2, 3, 6, 7, 366])))
    is_named = draw(some.booleans())
    diagnosis = Diagnosis(
        draw(some.sampled_from(NAMED)),
        draw(some.sampled_from([Status.SUSPECTED, Status.CLINICAL, Status.CONFIRMED])),
        saved + dt.timedelta(hours=draw(some.integers(-5, 30))),
    )
    return Record(
        person=draw(some.sampled_from("abcdefgh")),
        episode=draw(some.sampled_from([1, 1, 1, 2])),
        school=draw(some.sampled_from("sst")),
        onset=onset,
        recorded_at=saved,
        is_staff=draw(some.sampled_from([False] * 5 + [True])),
        class_group=draw(some.sampled_from(["A", "A", "B", None])),
        dorm=draw(some.sampled_from([None, None, "r"])),
        groups=frozenset(draw(some.sets(some.sampled_from("FGRQ"), max_size=3))),
        temperature_celsius=draw(some.sampled_from([None, 37.9, 38.0, 39.0])),
        exposure=draw(some.sampled_from([None, None, None, "lunch"])),
        diagnosis=diagnosis if is_named else None,
        changes=draw(changes(saved)),
        recovered_at=draw(some.sampled_from([None, saved + dt.timedelta(hours=20)])),
    )


@some.composite
def histories(draw) -> list[Record]:
    """Histories in which a person keeps one school; what was named first is never weakened by another channel."""
    found = draw(some.lists(records(), min_size=4, max_size=14))
    home = {one.person: one.school for one in reversed(found)}
    named: dict[tuple[str, int], bool] = {}
    kept = []
    for one in sorted(found, key=lambda record: record.recorded_at):
        first = not named.get(one.key, False)
        named[one.key] = named.get(one.key, False) or one.diagnosis is not None
        kept.append(
            dataclasses.replace(
                one, school=home[one.person], diagnosis=one.diagnosis if first else None,
                recovered_at=one.recovered_at if first else None, changes=one.changes if first else (),
            )
        )  # fmt: skip
    return kept


@dataclasses.dataclass(frozen=True)
class Closing:
    at: dt.datetime
    number: int

    def apply(self, signals):
        events = list(dict.fromkeys(one.event for one in signals))
        return close_event(signals, events[self.number - 1], self.at) if self.number <= len(events) else signals


closings = some.lists(
    some.builds(Closing, some.integers(1, 20).map(lambda n: START + dt.timedelta(hours=6 * n)), some.integers(1, 3)),
    max_size=2,
)
patient = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@patient
@given(histories(), closings)
def test_judging_the_touched_units_is_judging_everything(history, closed):
    world = History(SCHOOLS, history, actions=closed)

    assert play(book(), world) == play(book(), world, is_judged_whole=True)


@patient
@given(histories(), closings)
def test_engine_agrees_with_a_slow_plain_one(history, closed):
    steps = play(book(), History(SCHOOLS, history, actions=closed))
    place = lambda one: (one.rule, one.unit.scope.value, one.unit.school, one.unit.id)  # noqa: E731
    said = (
        [(*place(one), one.detected_at, one.crossing_date, one.count) for step in steps for one in step.outcome.fired],
        [(*place(one), one.at, one.count) for step in steps for one in step.outcome.updates],
        [(*place(one), one.at) for step in steps for one in step.outcome.revocations],
    )

    plain = slow_reference.run(book().rules, SCHOOLS, history, [(one.at, one.number) for one in closed])

    assert [sorted(one) for one in said] == [sorted(one) for one in plain]
