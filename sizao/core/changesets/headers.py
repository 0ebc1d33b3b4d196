"""Recognizing the columns of a sheet by the words in its header, whatever the sheet is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sizao.core.changesets.cells import cell_text

HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the columns of one kind of file may be called.

    synonyms: code → headings. weak: taken only when no column has a name of `synonyms`, the first that occurs is meant.
    anchor: the column without which a row is no header. required: without which rows cannot be read.
    """

    anchor: str
    required: tuple[str, ...]
    synonyms: Mapping[str, Sequence[str]]
    weak: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Which column is what.

    columns: code → 0-based index. unknown: (index, text) that are left unread.
    duplicate: (code, indexes) that say the same; none of them is read. missing: required columns not found.
    """

    columns: dict[str, int]
    unknown: tuple[tuple[int, str], ...]
    duplicate: tuple[tuple[str, tuple[int, ...]], ...]
    missing: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Whether rows can be read: nothing required is missing and nothing is there twice."""
        return not self.missing and not self.duplicate


def plain_header(cell: object) -> str:
    """Cut what people add to a header: stars, colons, blanks, remarks in brackets."""
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|[*:\s]", "", cell_text(cell))


def _indexes(words: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    column_of = {word: column for column, words_ in synonyms.items() for word in words_}
    found: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        if word in column_of:
            found.setdefault(column_of[word], []).append(index)
    return found


def recognize(cells: Sequence[object], vocabulary: Vocabulary) -> HeaderMatch:
    """Tell what each column of a header row holds, and what is unknown, there twice or missing."""
    words = [plain_header(cell) for cell in cells]
    found = _indexes(words, vocabulary.synonyms)
    for column, indexes in _indexes(words, vocabulary.weak).items():
        # Of weak names the first in our order of preference that occurs is meant, the others are left unread.
        preferred = next(word for word in vocabulary.weak[column] if word in words)
        found.setdefault(column, [index for index in indexes if words[index] == preferred])
    used = {index for indexes in found.values() for index in indexes}
    return HeaderMatch(
        columns={column: indexes[0] for column, indexes in found.items() if len(indexes) == 1},
        unknown=tuple((i, cell_text(cells[i])) for i, word in enumerate(words) if word and i not in used),
        duplicate=tuple((column, tuple(indexes)) for column, indexes in found.items() if len(indexes) > 1),
        missing=tuple(column for column in vocabulary.required if column not in found),
    )


def find_row(rows: Sequence[Sequence[object]], vocabulary: Vocabulary) -> int | None:
    """Find the header among the first rows: the one with most known columns, the anchor among them.

    returns: 0-based index of the row; None when no row names the anchor.
    """
    scores = []
    for index, cells in enumerate(rows[:HEADER_ROWS]):
        found = recognize(cells, vocabulary)
        known = {*found.columns, *(column for column, _ in found.duplicate)}
        if vocabulary.anchor in known:
            scores.append((len(found.columns), -index))
    return -max(scores)[1] if scores else None
