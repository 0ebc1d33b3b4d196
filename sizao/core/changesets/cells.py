"""Reading cells as people fill them: text, numbers that lost their digits, dates."""

import datetime as dt
import re
import unicodedata

EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_LAST_SERIAL = 100_000
EXACT_DIGITS = 15  # a spreadsheet number keeps no more
# What comes out as it went in.
PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*").fullmatch
DATE_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?:[T ]+[0-9:.]+)?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日?"),
)


def cell_text(value: object) -> str:
    """Write any cell as clean text: half-width, no edge blanks, no “.0”, dates as 2015-03-02."""
    if value is None:
        return ""
    if isinstance(value, str) and PLAIN(value):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = unicodedata.normalize("NFKC", str(value))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", text).strip().removeprefix("'").strip()


def has_lost_digits(value: object) -> bool:
    """Tell whether a long number was kept by the sheet as a number, so that its last digits are gone."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) >= 10**EXACT_DIGITS
    return bool(re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{2}", cell_text(value).upper()))


def read_date(value: object) -> dt.date | None:
    """Read a date cell: a date, a day number of the sheet, 2015-03-02, 2015/3/2, 20150302, 2015年3月2日.

    returns: None when it is none of these; a year of two digits is never guessed.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value < EXCEL_LAST_SERIAL:
        return EXCEL_EPOCH + dt.timedelta(days=int(value))
    text = cell_text(value)
    for form in DATE_FORMS:
        found = form.fullmatch(text)
        if found:
            try:
                return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None
