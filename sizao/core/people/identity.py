"""Resident identity numbers (公民身份号码), student numbers (学籍号), phones, and what they say."""

import datetime as dt
import re
import unicodedata

from sizao.core.choices import Choices
from sizao.core.people.reasons import Problem, Reason


class Sex(Choices):
    """Sex as a roster keeps it."""

    MALE = "MALE", "男"
    FEMALE = "FEMALE", "女"
    UNKNOWN = "UNKNOWN", "未填"


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# 31 provinces; 71 Taiwan; 81, 82, 83: residence permits of Hong Kong, Macau and Taiwan residents.
REGIONS = frozenset(re.findall("..", "11121314152122233132333435363741424344454650515253546162636465" + "71818283"))
FOREIGN_PERMIT = "9"  # first digit of a foreigner's permanent residence card (2023); the province comes next


def clean_number(text: str) -> str:
    """Write a number as it is kept: half-width, upper case, no blanks, hyphens or invisible characters."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Cc"))
    return re.sub(r"[\s\-']", "", "".join(kept)).upper()


def resident_check_digit(first17: str) -> str:
    """Compute the last character of a resident number (MOD 11-2).

    first17: 17 digits.
    source: CODES
    """
    return CHECK_DIGITS[sum(w * int(digit) for w, digit in zip(WEIGHTS, first17, strict=True)) % 11]


def _resident_region(number: str) -> str:
    return number[1:3] if number[0] == FOREIGN_PERMIT else number[:2]


def _read_birth(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_resident_number(text: str, *, today: dt.date) -> Reason | None:
    """Find what is wrong with a resident identity number; None when it is well formed.

    A well-formed number need not exist: nobody is asked outside.
    source: CODES
    """
    number = clean_number(text)
    if not number:
        return Reason(Problem.ID_BLANK)
    if re.fullmatch("[0-9]{15}", number):
        return Reason(Problem.ID_OLD)
    if len(number) != 18:
        return Reason(Problem.ID_LENGTH, {"length": len(number)})
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return Reason(Problem.ID_CHARACTER)
    if _resident_region(number) not in REGIONS:
        return Reason(Problem.ID_REGION, {"region": number[:2]})
    birth = _read_birth(number[6:14])
    if birth is None:
        return Reason(Problem.ID_BIRTH, {"birth": number[6:14]})
    if birth > today:
        return Reason(Problem.ID_FUTURE, {"birth": birth.isoformat()})
    if resident_check_digit(number[:17]) != number[17]:
        return Reason(Problem.ID_CHECKSUM)
    return None


def resident_birth_date(number: str) -> dt.date:
    """Read the birth date from a checked resident number."""
    digits = clean_number(number)[6:14]
    return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def resident_sex(number: str) -> Sex:
    """Read the sex from a checked resident number: the 17th digit is odd for males."""
    return Sex.MALE if int(clean_number(number)[16]) % 2 else Sex.FEMALE


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Count the completed years of age on a day; one born on 29 February turns a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def check_student_number(text: str, *, today: dt.date) -> Reason | None:
    """Find what is wrong with a student number; None when it is well formed.

    G: formal, an identity number follows, not always today's. J: formal, without identity number.
    L: provisional, the last four are random. Anything else is a local number.
    source: CODES
    """
    number = clean_number(text)
    prefix, body = number[:1], number[1:]
    if prefix not in ("G", "J", "L"):
        return None if re.fullmatch("[0-9A-Z]{4,30}", number) else Reason(Problem.NUMBER_FORM)
    if len(number) != 19:
        return Reason(Problem.NUMBER_LENGTH, {"prefix": prefix, "length": len(number)})
    if prefix == "L" and re.fullmatch("[0-9]{17}[0-9X]", body):
        body = body[:17] + resident_check_digit(body[:17])
    detail = check_resident_number(body, today=today)
    return detail and Reason(Problem.NUMBER_BODY, {"prefix": prefix, "detail": detail})


def clean_phone(text: str) -> str:
    """Write a mobile number as eleven digits: without +86, blanks and hyphens."""
    return re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", re.sub("[()]", "", clean_number(text)))


def check_phone(text: str) -> Reason | None:
    """Find what is wrong with a mainland mobile number; None when it is well formed."""
    return None if re.fullmatch("1[3-9][0-9]{9}", clean_phone(text)) else Reason(Problem.PHONE_FORM)
