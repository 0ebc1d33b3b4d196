"""What an uploaded file may be: kinds, limits, and a named refusal for everything that speaks against one."""

from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import SizaoError


class FileKind(Choices):
    """What a file is by its content."""

    XLSX = "XLSX", "Excel表格（.xlsx）"
    CSV = "CSV", "文本表格（.csv）"
    PDF = "PDF", "PDF"
    PNG = "PNG", "PNG图片"
    JPEG = "JPEG", "JPEG图片"


CONTENT_TYPES = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
EXTENSIONS = {
    FileKind.XLSX: ".xlsx", FileKind.CSV: ".csv", FileKind.PDF: ".pdf", FileKind.PNG: ".png", FileKind.JPEG: ".jpg"
}  # fmt: skip
SPREADSHEETS = (FileKind.XLSX, FileKind.CSV)


class FileRefused(SizaoError):
    """Base of everything that speaks against an uploaded file."""

    code = "file_refused"
    message = "文件不能用"
    http_status = 422


class FileEmpty(FileRefused):
    """The file has no content."""

    code = "file_empty"
    message = "文件是空的"


class FileTooLarge(FileRefused):
    """The file has more bytes than its purpose allows."""

    code = "file_too_large"
    message = "文件超过{most}MB，拆开再上传"
    http_status = 413


class WrongFileKind(FileRefused):
    """The content is of a kind that the purpose does not take."""

    code = "wrong_file_kind"
    message = "这是{found}，要的是{wanted}"


class OldOrLocked(FileRefused):
    """An old .xls, or any Office file with a password: both are compound files."""

    code = "old_or_locked_file"
    message = "这是旧版Excel或带密码的文件，另存为不带密码的.xlsx再上传"


class HasMacros(FileRefused):
    """The workbook carries a program."""

    code = "file_has_macros"
    message = "文件带宏，另存为.xlsx（不带宏）再上传"


class UnpacksTooFar(FileRefused):
    """The archive holds far more than its size shows."""

    code = "unpacks_too_far"
    message = "文件解开后过大，删去空行空列再上传"


class BadArchive(FileRefused):
    """The archive is damaged, or built as no office program builds it."""

    code = "bad_archive"
    message = "文件已损坏，重新另存后再上传"


class BadEncoding(FileRefused):
    """The text is neither UTF-8 nor GB 18030."""

    code = "bad_encoding"
    message = "文字编码读不出来，另存为UTF-8的CSV再上传"


class TooManyCells(FileRefused):
    """The table reaches further than a table of people does; far cells cost gigabytes when it is read."""

    code = "too_many_cells"
    message = "表格有{rows}行{columns}列，最多{most_rows}行{most_columns}列，删去空行空列再上传"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be; all numbers are project decisions.

    ratio: unpacked to packed bytes, asked only of archives that unpack to more than `ratio_from_bytes`.
    """

    most_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 300 * 1024 * 1024
    ratio: int = 200
    ratio_from_bytes: int = 10 * 1024 * 1024
    members: int = 2000
    rows: int = 200_000
    columns: int = 300
    cells: int = 12_000_000
