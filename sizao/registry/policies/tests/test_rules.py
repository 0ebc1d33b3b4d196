"""Values tightened along a path, and their national defaults."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.registry.policies import rules
from sizao.registry.policies.rules import Kind, PolicyKey, Session, Tighter

PROVINCE, CITY, COUNTY, SCHOOL = 43, 4301, 430102, 10000007
MORNING_DUE = rules.get_key("checks.morning.due")
NOON_DUE = rules.get_key("checks.noon.due")
SESSIONS = rules.get_key("checks.sessions.day_pupil")
DENOMINATOR = rules.get_key("privacy.smallest_denominator")
OPTIONS = (("A", "甲"), ("B", "乙"), ("C", "丙"))
ORDERED = [Tighter.EARLIER, Tighter.LATER, Tighter.SMALLER, Tighter.LARGER, Tighter.SUPERSET]


def at(text):
    return dt.time.fromisoformat(text)


def key_of(tighter, default, source="RTN"):
    kind = {dt.time: Kind.TIME, int: Kind.NUMBER, frozenset: Kind.SET}[type(default)]
    return PolicyKey("test.key", "试验", kind, tighter, default, source, options=OPTIONS)


TIMES = st.times(dt.time(0), dt.time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
VALUES = {
    Tighter.EARLIER: TIMES,
    Tighter.LATER: TIMES,
    Tighter.SMALLER: st.integers(0, 99),
    Tighter.LARGER: st.integers(0, 99),
    Tighter.SUPERSET: st.frozensets(st.sampled_from("ABC")),
}


@pytest.mark.parametrize(
    ("tighter", "upper", "accepted", "refused"),
    [
        (Tighter.EARLIER, at("10:30"), at("10:00"), at("10:31")),
        (Tighter.LATER, at("10:30"), at("10:31"), at("10:29")),
        (Tighter.SMALLER, 24, 12, 25),
        (Tighter.LARGER, 20, 30, 19),
        (Tighter.SUPERSET, frozenset("A"), frozenset("AB"), frozenset("B")),
        (Tighter.LOCKED, 20, 20, 21),
    ],
)
def test_a_value_may_only_be_tightened(tighter, upper, accepted, refused):
    key = key_of(tighter, upper)

    rules.check_tighter(key, upper, accepted)
    rules.check_tighter(key, upper, upper)

    with pytest.raises(rules.LooserThanAbove):
        rules.check_tighter(key, upper, refused)


def test_a_free_value_may_go_anywhere():
    rules.check_tighter(key_of(Tighter.FREE, 20), 20, 1)


def test_refusal_says_what_stands_above_and_which_way_is_open():
    with pytest.raises(rules.LooserThanAbove) as refusal:
        rules.check_tighter(MORNING_DUE, at("10:30"), at("11:00"))

    assert str(refusal.value) == "“晨检截止”上级定为10:30，下级只能更早，不能定为11:00"
    assert refusal.value.http_status == 422


def test_refusal_of_a_set_names_its_options_in_the_language_of_the_reader():
    error = rules.LooserThanAbove(SESSIONS, frozenset({"MORNING", "NOON"}), frozenset())
    english = {"晨检": "morning check", "午检": "noon check", "无": "none"}

    assert "晨检、午检" in str(error)
    assert "morning check、noon check" in error.text(lambda source: english.get(source, source))


def test_nobody_set_anything_so_the_nation_s_default_holds():
    found = rules.resolve([(PROVINCE, None), (SCHOOL, None)], MORNING_DUE)

    assert (found.value, found.from_unit_id, found.path, found.refused) == (at("10:30"), None, (), ())


def test_the_lowest_tightening_holds_and_the_path_shows_all():
    found = rules.resolve([(PROVINCE, at("10:15")), (CITY, None), (COUNTY, at("10:00"))], MORNING_DUE)

    assert (found.value, found.from_unit_id) == (at("10:00"), COUNTY)
    assert [(setting.unit_id, setting.value) for setting in found.path] == [
        (PROVINCE, at("10:15")),
        (COUNTY, at("10:00")),
    ]


def test_a_loosening_is_refused_and_what_stands_above_holds():
    found = rules.resolve([(PROVINCE, at("10:00")), (COUNTY, at("10:20")), (SCHOOL, at("09:50"))], MORNING_DUE)

    assert (found.value, found.from_unit_id) == (at("09:50"), SCHOOL)
    assert [(refusal.unit_id, str(refusal.error)) for refusal in found.refused] == [
        (COUNTY, "“晨检截止”上级定为10:00，下级只能更早，不能定为10:20")
    ]


def test_an_official_default_binds_the_province_but_our_own_does_not():
    official = rules.resolve([(PROVINCE, at("11:30"))], MORNING_DUE)
    ours = rules.resolve([(PROVINCE, at("16:00")), (COUNTY, at("16:30"))], NOON_DUE)

    assert official.from_unit_id is None
    assert (ours.value, ours.from_unit_id) == (at("16:00"), PROVINCE)
    assert [refusal.unit_id for refusal in ours.refused] == [COUNTY]


def test_a_province_sets_a_locked_value_of_ours_once_for_all_below():
    key = key_of(Tighter.LOCKED, 20, rules.PROJECT)

    found = rules.resolve([(PROVINCE, 30), (SCHOOL, 40)], key)

    assert (found.value, len(found.refused)) == (30, 1)


@given(st.data(), st.sampled_from(ORDERED))
def test_what_holds_is_never_looser_than_anything_accepted(data, tighter):
    values = data.draw(st.lists(st.none() | VALUES[tighter], max_size=5))
    key = key_of(tighter, data.draw(VALUES[tighter]))

    found = rules.resolve(list(enumerate(values)), key)

    accepted = [setting for setting in found.path if setting.unit_id not in {r.unit_id for r in found.refused}]
    for value in [key.default] + [setting.value for setting in accepted]:
        rules.check_tighter(key, value, found.value)
    assert len(found.path) == sum(value is not None for value in values)


@given(st.data(), st.sampled_from(ORDERED))
def test_a_setting_further_down_never_loosens_what_holds(data, tighter):
    values = data.draw(st.lists(VALUES[tighter], min_size=1, max_size=5))
    key = key_of(tighter, data.draw(VALUES[tighter]))

    above = rules.resolve(list(enumerate(values[:-1])), key)
    below = rules.resolve(list(enumerate(values)), key)

    rules.check_tighter(key, above.value, below.value)


@pytest.mark.parametrize("key", rules.NATIONAL.values(), ids=lambda key: key.key)
def test_every_default_is_a_value_that_can_be_kept_and_read_back(key):
    assert rules.read_value(key, rules.write_value(key, key.default)) == key.default
    assert key.source
    assert rules.show_value(key, key.default)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        (MORNING_DUE, "25:00"),
        (MORNING_DUE, "9:30"),
        (MORNING_DUE, 930),
        (DENOMINATOR, "20"),
        (DENOMINATOR, True),
        (DENOMINATOR, 0),
        (SESSIONS, "MORNING"),
        (SESSIONS, ["MIDNIGHT"]),
        (SESSIONS, [["MORNING"]]),
    ],
)
def test_a_value_of_the_wrong_sort_is_refused(key, raw):
    with pytest.raises(rules.BadPolicyValue):
        rules.read_value(key, raw)


def test_values_are_shown_with_what_they_count():
    assert rules.show_value(DENOMINATOR, 20) == "20人"
    assert rules.show_value(MORNING_DUE, at("09:05")) == "09:05"
    assert rules.show_value(SESSIONS, frozenset()) == "无"


def test_unknown_policy_is_refused():
    with pytest.raises(rules.UnknownPolicy):
        rules.get_key("checks.midnight.due")


def test_slots_open_before_they_are_due_and_returns_climb_the_levels():
    def default(name):
        return rules.get_key(name).default

    for session in Session.values():
        name = f"checks.{session.lower()}"
        rules.check_window(default(f"{name}.opens"), default(f"{name}.due"))
    cutoffs = [default(f"returns.cutoff.{level}") for level in ("school", "county", "city", "province")]
    assert [default("checks.morning.due"), *cutoffs] == sorted({default("checks.morning.due"), *cutoffs})
    with pytest.raises(rules.SlotNeverOpen):
        rules.check_window(at("10:30"), at("10:30"))
