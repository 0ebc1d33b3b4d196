"""Invented names, schools and numbers."""

import datetime as dt
import itertools
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.core.people import identity
from sizao.core.people import names as kept_names
from sizao.demo import names
from sizao.registry.orgs.rules import GRADES, Stage

SEXES = st.sampled_from(["MALE", "FEMALE"])
SEEDS = st.integers(0, 2**32)
STAGES = [stage.value for stage in Stage]


def draw_names(seed, count=2000, sex="MALE", birth_year=2015):
    rng = random.Random(seed)
    return [names.person_name(rng, sex=sex, birth_year=birth_year) for _ in range(count)]


def test_the_same_seed_gives_the_same_people():
    assert draw_names(7) == draw_names(7)
    assert draw_names(7) != draw_names(8)


@given(SEEDS, SEXES, st.integers(1930, 2035))
def test_every_name_passes_the_roster_s_own_check_and_is_nobody_s(seed, sex, birth_year):
    name = names.person_name(random.Random(seed), sex=sex, birth_year=birth_year)

    assert kept_names.check_name(name) is None
    assert name not in names.FAMOUS
    assert 2 <= len(name) <= 4


def test_surnames_come_in_their_order_of_frequency():
    counts = Counter(name[0] for name in draw_names(1, count=6000))

    assert counts["王"] > counts["陈"] > counts["高"] > counts["孔"]
    assert 0.05 < counts["王"] / 6000 < 0.1


def test_generations_and_sexes_have_names_of_their_own():
    old, young = set(draw_names(1, birth_year=1965)), set(draw_names(1, birth_year=2015))
    girls = set(draw_names(1, sex="FEMALE"))

    assert len(old & young) < 20
    assert len(young & girls) < 50


def test_a_class_is_mostly_distinct_names_and_duplicates_happen_in_a_school():
    drawn = draw_names(3, count=1000)

    assert len(set(drawn[:40])) > 36
    assert len(set(drawn)) < 1000


def test_the_list_of_public_figures_holds_only_names_that_could_be_drawn():
    given = set()
    for _, characters in names.GIVEN_NAMES.values():
        for firsts, lasts in characters.values():
            given |= {*lasts, *("".join(pair) for pair in itertools.product(firsts, lasts))}

    assert all(name[0] in names.SURNAMES and name[1:] in given for name in names.FAMOUS)


@pytest.mark.parametrize("decade", list(names.GIVEN_NAMES))
def test_every_decade_has_both_sexes_without_doubled_characters(decade):
    _, characters = names.GIVEN_NAMES[decade]

    assert set(characters) == {"MALE", "FEMALE"}
    for part in itertools.chain.from_iterable(characters.values()):
        assert len(set(part)) == len(part)


@pytest.mark.parametrize("stage", STAGES)
def test_a_county_never_has_two_schools_of_one_name(stage):
    schools = list(itertools.islice(names.school_names(random.Random(5), "芙蓉区", stage), 300))

    assert len(set(schools)) == 300
    assert all(name.startswith("芙蓉区") and len(name) < 25 for name in schools)
    assert schools == list(itertools.islice(names.school_names(random.Random(5), "芙蓉区", stage), 300))


@given(SEEDS, st.sampled_from(STAGES))
def test_class_sizes_stay_within_their_stage(seed, stage):
    _, _, fewest, most = names.CLASS_SIZES[stage]

    assert fewest <= names.class_size(random.Random(seed), stage) <= most


def test_primary_classes_are_near_the_national_average():
    rng = random.Random(1)

    sizes = [names.class_size(rng, "PRIMARY") for _ in range(2000)]

    assert 36 < sum(sizes) / len(sizes) < 38


@given(SEEDS, st.sampled_from(sorted({grade for grades in GRADES.values() for grade in grades})))
def test_a_pupil_is_of_the_age_of_the_grade_when_the_year_begins(seed, grade):
    birth_date = names.pupil_birth_date(random.Random(seed), grade, 2026)

    assert identity.age_on(birth_date, dt.date(2026, 8, 31)) == grade + 5


@given(SEEDS, st.dates(dt.date(1950, 1, 1), dt.date(2026, 1, 1)), SEXES, st.sampled_from(["11", "43", "65"]))
def test_a_fake_resident_number_has_the_form_of_a_real_one_but_no_county(seed, birth_date, sex, province):
    number = names.fake_resident_number(random.Random(seed), birth_date, sex, province)

    assert identity.check_resident_number(number, today=dt.date(2026, 11, 23)) is None
    assert identity.resident_birth_date(number) == birth_date
    assert identity.resident_sex(number) == sex
    assert number[2:6] == "0000"
