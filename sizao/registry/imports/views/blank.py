"""The empty roster that schools fill in."""

from collections.abc import Sequence
from typing import IO

from sizao.core.changesets.blank import BlankColumn, write_blank

NOTE = "空着的单元格不改动名册里已有的内容；不在文件中的学生不会自动离校。"


def write_roster(target: IO[bytes], classes: Sequence[str]) -> None:
    """Write the template; `classes` become the list of the class column."""
    columns = (
        BlankColumn("姓名", "必填", "安宁", is_required=True),
        BlankColumn("性别", "男或女", "女", choices=("男", "女")),
        BlankColumn("出生日期", "写成2015-03-02", "2015-03-02", is_text=True),
        BlankColumn("证件类型", "不填按居民身份证", "居民身份证"),
        BlankColumn("身份证号", "18位，单元格设为文本", "110101201503020029", is_text=True),
        BlankColumn("学籍号", "G、J或L加18位，或本地学籍号", "G110101201503020029", is_text=True),
        BlankColumn("年级", "班级名里已有年级时可不填", "三年级"),
        BlankColumn("班级", "必填，与系统里的班名一致", "三(1)班", is_required=True, choices=classes),
        BlankColumn("班内学号", "1至999", "7"),
        BlankColumn("是否住校", "是或否", "否", choices=("是", "否")),
        BlankColumn("宿舍", "填了按住校，房间现在不写入", ""),
        BlankColumn("家长姓名", "父母或其他监护人", "安国"),
        BlankColumn("与学生关系", "父亲、母亲、祖父母等", "父亲"),
        BlankColumn("家长电话", "11位手机号", "13800000000", is_text=True),
    )
    write_blank(target, columns, sheet="名册", note=NOTE)
