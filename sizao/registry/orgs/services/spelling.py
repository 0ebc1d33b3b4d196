"""Pinyin keys of units' names, made when a name is written; a wrong reading can be corrected by hand."""

import functools
import re

from sizao.registry.orgs.rules import Level

KEY_LENGTH = 120
# Grades and classes are found inside their school, by name.
SPELLED = frozenset(Level) - {Level.GRADE, Level.CLASS}


@functools.lru_cache(maxsize=4096)
def spell(name: str) -> str:
    """Spell a name, one syllable a character: yu ying xiao xue."""
    from pypinyin import lazy_pinyin

    return clean_key(" ".join(lazy_pinyin(name)))


def clean_key(key: str) -> str:
    """Take a key as a person typed it: lower case, single blanks."""
    return " ".join(re.findall(r"[^\W_]+", key.lower()))[:KEY_LENGTH]
