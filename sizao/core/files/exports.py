"""Files that leave the platform: each with a purpose, which stands in the file and in the audit."""

import io
from dataclasses import dataclass

from django.http import FileResponse

from sizao.core.errors import FieldProblem, Invalid
from sizao.core.files.rules import CONTENT_TYPES, EXTENSIONS, FileKind

LONGEST_PURPOSE = 100
# As what a table or form may be taken out.
KINDS = (FileKind.XLSX, FileKind.PDF)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file ready to be sent, and how many rows it holds."""

    content: bytes
    name: str
    kind: FileKind
    row_count: int


def named(title: str, kind: FileKind) -> str:
    """Give the name of a file after its title."""
    return title.replace(" ", "_").replace("/", "-") + EXTENSIONS[kind]


def read_purpose(text: str) -> str:
    """Give the purpose that someone wrote.

    raises: Invalid when there is none, or too much of it.
    """
    purpose = " ".join(text.split())
    if not purpose:
        raise Invalid([FieldProblem("purpose", "写明用途")])
    if len(purpose) > LONGEST_PURPOSE:
        raise Invalid([FieldProblem("purpose", "用途最多{most}字", {"most": LONGEST_PURPOSE})])
    return purpose


def read_kind(text: str) -> FileKind:
    """Give the kind of file that a form asks for, a workbook where it says nothing.

    raises: Invalid.
    """
    if (text or FileKind.XLSX) not in KINDS:
        raise Invalid([FieldProblem("file", "只能导出xlsx或PDF")])
    return FileKind(text or FileKind.XLSX)


def send(made: ExportedFile) -> FileResponse:
    """Answer with a file to be saved."""
    answer = FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=CONTENT_TYPES[made.kind]
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
