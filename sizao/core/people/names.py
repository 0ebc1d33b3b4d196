"""Names of people: how they are kept, and what is no name."""

import re

from sizao.core.changesets.cells import cell_text
from sizao.core.people.reasons import Problem, Reason

# One sort of dot stands inside a name of several parts, whatever was typed.
NAME_DOTS = re.compile(r"(?<=[^\W\d_])\s*[·•・‧∙⋅.．]\s*(?=[^\W\d_])")
NAME_CHARACTER = re.compile(r"[^\W\d_]|[·\-' ]")
NOT_A_PERSON = frozenset(
    ["合计", "总计", "小计", "共计", "姓名", "学生姓名", "备注", "说明", "填表人", "审核人", "示例", "样例"]
)
NAME_LENGTHS = range(2, 51)


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
