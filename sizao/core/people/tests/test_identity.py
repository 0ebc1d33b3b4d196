"""Resident numbers, student numbers, phones, masks, ages."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.core import privacy
from sizao.core.people import identity, names
from sizao.core.people.identity import Sex
from sizao.core.people.reasons import Problem

TODAY = dt.date(2026, 11, 23)


def number(first17):
    return first17 + identity.resident_check_digit(first17)


def problem(text):
    reason = identity.check_resident_number(text, today=TODAY)
    return reason and reason.problem


RESIDENTS = st.builds(
    lambda region, birth, serial: number(f"{region}{birth:%Y%m%d}{serial:03}"),
    st.sampled_from(["110101", "310115", "430102", "659013", "810000", "911156"]),
    st.dates(dt.date(1930, 1, 1), TODAY),
    st.integers(0, 999),
)


def test_the_standard_s_own_example_passes():
    assert identity.check_resident_number("11010519491231002X", today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Problem.ID_BLANK),
        ("110105491231002", Problem.ID_OLD),
        ("1101051949123100", Problem.ID_LENGTH),
        ("11010519491231002XX", Problem.ID_LENGTH),
        ("1101051949123100AX", Problem.ID_CHARACTER),
        ("X10105194912310021", Problem.ID_CHARACTER),
        (number("10010519491231002"), Problem.ID_REGION),
        (number("99910519491231002"), Problem.ID_REGION),
        (number("11010519491331002"), Problem.ID_BIRTH),
        (number("11010520230229002"), Problem.ID_BIRTH),
        (number("11010520261124002"), Problem.ID_FUTURE),
        ("110105194912310021", Problem.ID_CHECKSUM),
    ],
)
def test_a_bad_resident_number_is_refused_for_what_is_wrong(text, expected):
    assert problem(text) == expected


@pytest.mark.parametrize(
    "text", ["１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002x ", "'110105-19491231-002X\u200b"]
)
def test_how_a_number_is_typed_does_not_matter(text):
    assert identity.clean_number(text) == "11010519491231002X"
    assert problem(text) is None


@pytest.mark.parametrize("region", ["710000", "810000", "820000", "830000", "911156"])
def test_permits_of_residents_from_outside_the_mainland_pass(region):
    assert problem(number(region + "20150302002")) is None


def test_a_reason_is_a_sentence_with_what_was_wrong():
    reason = identity.check_resident_number("1101", today=TODAY)

    assert (reason.code, reason.text()) == ("ID_LENGTH", "身份证号应为18位，填写的是4位")


@given(RESIDENTS)
def test_well_formed_numbers_pass_and_tell_birth_and_sex(resident):
    assert identity.check_resident_number(resident, today=TODAY) is None
    assert identity.resident_birth_date(resident).strftime("%Y%m%d") == resident[6:14]
    assert identity.resident_sex(resident) == (Sex.MALE if int(resident[16]) % 2 else Sex.FEMALE)


@given(RESIDENTS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(resident, position, shift):
    digit = str((int(resident[position]) + shift) % 10)

    assert problem(resident[:position] + digit + resident[position + 1 :]) is not None


@given(RESIDENTS, st.integers(0, 15))
def test_two_neighbors_exchanged_are_always_noticed(resident, position):
    first, second = resident[position : position + 2]
    exchanged = resident[:position] + second + first + resident[position + 2 :]

    assert exchanged == resident or problem(exchanged) is not None


@given(st.text(max_size=25))
def test_no_text_breaks_the_checks(text):
    identity.check_resident_number(text, today=TODAY)
    identity.check_student_number(text, today=TODAY)
    identity.check_phone(text)
    names.check_name(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("G" + number("43010220150302002"), None),
        ("g" + number("43010220150302002").lower(), None),
        ("J" + number("43010220150302002"), None),
        ("L430102201503024321", None),
        ("L43010220150302002X", None),
        ("20240103", None),
        ("G4301022015030200", Problem.NUMBER_LENGTH),
        ("G430102201503020021", Problem.NUMBER_BODY),
        ("L430102201513024321", Problem.NUMBER_BODY),
        ("L43010220150302432A", Problem.NUMBER_BODY),
        ("123", Problem.NUMBER_FORM),
        ("学籍12345", Problem.NUMBER_FORM),
    ],
)
def test_student_numbers_are_checked_by_their_prefix(text, expected):
    reason = identity.check_student_number(text, today=TODAY)

    assert (reason and reason.problem) == expected


def test_reason_against_a_student_number_names_the_part_inside():
    reason = identity.check_student_number("G" + number("43010220271302002"), today=TODAY)

    assert reason.text() == "学籍号G后面的18位不对：身份证号中的出生日期“20271302”不存在"


@pytest.mark.parametrize(
    "text",
    ["13812345678", "+86 138-1234-5678", "008613812345678", "１３８１２３４５６７８", "(86)13812345678"],
)
def test_a_mobile_number_passes_however_it_is_typed(text):
    assert identity.check_phone(text) is None
    assert identity.clean_phone(text) == "13812345678"


@pytest.mark.parametrize(
    "text", ["", "1381234567", "12812345678", "0731-88888888", "13812345678/13912345678", "138123456789"]
)
def test_what_is_not_a_mobile_number_is_refused(text):
    assert identity.check_phone(text).problem == Problem.PHONE_FORM


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (dt.date(2015, 3, 2), dt.date(2026, 3, 1), 10),
        (dt.date(2015, 3, 2), dt.date(2026, 3, 2), 11),
        (dt.date(2016, 2, 29), dt.date(2026, 2, 28), 9),
        (dt.date(2016, 2, 29), dt.date(2026, 3, 1), 10),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), 0),
    ],
)
def test_age_counts_completed_years(birth, day, age):
    assert identity.age_on(birth, day) == age


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("安建宁", "安*宁"),
        ("安宁", "安*"),
        ("欧阳建宁", "欧**宁"),
        ("安", "*"),
        ("", ""),
        ("古丽·阿依", "古***依"),
    ],
)
def test_names_are_masked_in_the_middle(name, masked):
    assert privacy.mask_name(name) == masked
