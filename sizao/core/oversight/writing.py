"""Write a table that leaves the system: who, when and why on top, every text defused."""

import csv
import io
from collections.abc import Iterable, Sequence

from sizao.core.files.spreadsheets import safe_cell


def write_csv(notes: Iterable[tuple[str, str]], titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table for spreadsheet programs: who, when and why on top, every text defused.

    notes: (label, text).
    """
    out = io.StringIO()
    writer = csv.writer(out)
    for note in notes:
        writer.writerow([safe_cell(part) for part in note])
    writer.writerow([])
    writer.writerow(titles)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
