"""Reading the cells of a roster sheet as people fill them: yes and no, sex."""

from sizao.core.changesets.cells import cell_text
from sizao.core.people.identity import Sex

SEX_WORDS = {
    **dict.fromkeys(("男", "男性", "男生", "M", "MALE", "1"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "女生", "F", "FEMALE", "2"), Sex.FEMALE),
    **dict.fromkeys(("", "未知", "未填"), Sex.UNKNOWN),
}
BOARDER_WORDS = {
    **dict.fromkeys(("是", "住校", "住宿", "寄宿", "住校生", "住宿生", "寄宿生", "Y", "YES", "1", "√", "✓"), True),
    **dict.fromkeys(("否", "不是", "走读", "走读生", "通校", "不住校", "不住宿", "N", "NO", "0", "×", "无"), False),
}


def read_sex(value: object) -> Sex | None:
    """Read a sex cell; UNKNOWN when blank, None when it cannot be read."""
    return SEX_WORDS.get(cell_text(value).upper())


def read_boarder(value: object) -> bool | None:
    """Read a “boards at school” cell; None when it cannot be read."""
    return BOARDER_WORDS.get(cell_text(value).upper())
