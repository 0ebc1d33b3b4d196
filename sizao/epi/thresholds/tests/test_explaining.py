"""How far the rules are that are not met."""

from sizao.epi.thresholds import LineList, Scope, UnitRef, episodes_at, not_met
from sizao.epi.thresholds.tests.test_judging import BOOK, SCHOOLS, ill, moment

CLASS = UnitRef(Scope.CLASS, "s", "3-1")
NOW = moment(9)


def far(*records) -> list[tuple[str, str, int, int | None]]:
    found = not_met(BOOK, LineList(SCHOOLS, episodes_at(records, NOW)), {CLASS}, now=NOW)
    return [(one.rule, one.label, one.count, one.needed) for one in found]


def test_nobody_ill_is_near_to_nothing():
    assert far() == []


def test_rule_that_is_met_is_not_listed_and_the_other_says_how_far_it_is():
    assert far(ill("a", 1), ill("b", 1), ill("c", 1)) == [("THREE-DAYS", "G", 3, 5)]


def test_nearest_rule_stands_first_at_its_fullest_window():
    found = far(ill("a", 1), ill("b", 1), ill("c", 2), ill("d", 3))

    assert found == [("THREE-DAYS", "G", 4, 5), ("ONE-DAY", "G", 2, 3)]


def test_rule_of_another_kind_of_school_is_not_listed():
    schools = {"s": _university()}

    assert not_met(BOOK, LineList(schools, episodes_at([ill("a", 1)], NOW)), {CLASS}, now=NOW) == ()


def _university():
    from sizao.epi.thresholds import School

    return School("s", "university", {"3-1": 40})
