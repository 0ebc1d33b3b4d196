"""Reading the cells of a roster sheet as people fill them: text, names, dates, yes and no, sex."""

import datetime as dt
import re
import unicodedata

from sizao.registry.roster.rules.identity import Sex
from sizao.registry.roster.rules.reasons import Problem, Reason

EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_LAST_SERIAL = 100_000
EXACT_DIGITS = 15  # a spreadsheet number keeps no more
DATE_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?:[T ]+[0-9:.]+)?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日?"),
)
SEX_WORDS = {
    **dict.fromkeys(("男", "男性", "男生", "M", "MALE", "1"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "女生", "F", "FEMALE", "2"), Sex.FEMALE),
    **dict.fromkeys(("", "未知", "未填"), Sex.UNKNOWN),
}
BOARDER_WORDS = {
    **dict.fromkeys(("是", "住校", "住宿", "寄宿", "住校生", "住宿生", "寄宿生", "Y", "YES", "1", "√", "✓"), True),
    **dict.fromkeys(("否", "不是", "走读", "走读生", "通校", "不住校", "不住宿", "N", "NO", "0", "×", "无"), False),
}
# One sort of dot stands inside a name of several parts, whatever was typed.
NAME_DOTS = re.compile(r"(?<=[^\W\d_])\s*[·•・‧∙⋅.．]\s*(?=[^\W\d_])")
NAME_CHARACTER = re.compile(r"[^\W\d_]|[·\-' ]")
NOT_A_PERSON = frozenset(
    ["合计", "总计", "小计", "共计", "姓名", "学生姓名", "备注", "说明", "填表人", "审核人", "示例", "样例"]
)
NAME_LENGTHS = range(2, 51)


def cell_text(value: object) -> str:
    """Write any cell as clean text: half-width, no edge blanks, no “.0”, dates as 2015-03-02."""
    if value is None:
        return ""
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


def read_sex(value: object) -> Sex | None:
    """Read a sex cell; UNKNOWN when blank, None when it cannot be read."""
    return SEX_WORDS.get(cell_text(value).upper())


def read_boarder(value: object) -> bool | None:
    """Read a “boards at school” cell; None when it cannot be read."""
    return BOARDER_WORDS.get(cell_text(value).upper())


def clean_name(value: object) -> str:
    """Write a name as it is kept: one sort of dot, no blanks in a Chinese name, single ones in a Latin name."""
    text = NAME_DOTS.sub("·", cell_text(value))
    return text if re.search("[A-Za-z]", text) else text.replace(" ", "")


def check_name(value: object) -> Reason | None:
    """Find what is wrong with a person's name; None when nothing is.

    Letters of any script and rare characters pass; digits, marks and private-use characters do not.
    """
    name = clean_name(value)
    if not name:
        return Reason(Problem.NAME_BLANK)
    if name in NOT_A_PERSON:
        return Reason(Problem.NAME_NOT_A_PERSON, {"name": name})
    wrong = next((c for c in name if not NAME_CHARACTER.match(c)), None)
    if wrong:
        return Reason(Problem.NAME_CHARACTER, {"character": wrong})
    if len(name) not in NAME_LENGTHS:
        return Reason(Problem.NAME_LENGTH)
    return None
