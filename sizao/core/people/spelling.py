"""Pinyin keys of names: made when a name is written, so that ordering and search need no library in the database."""

import functools
import re
from dataclasses import dataclass

KEY_LENGTH, INITIALS_LENGTH = 120, 60

# Surnames that are read otherwise than the same character in other words.
SURNAME_READINGS = dict(
    re.findall(
        r"(\S+)=(\S+)",
        "单=shan 解=xie 曾=zeng 查=zha 盖=ge 区=ou 仇=qiu 乐=yue 朴=piao 翟=zhai 秘=bi 覃=qin 缪=miao 牟=mu"
        " 员=yun 种=chong 繁=po 召=shao 折=she 佴=nai 黑=he 洗=xian 郇=xun 隗=wei 么=yao 句=gou 阚=kan"
        " 卜=bu 颉=xie 祭=zhai 能=nai 藏=zang 都=du 长=chang 重=chong 角=jue",
    )
)
COMPOUND_SURNAMES = {
    surname: reading.split("-")
    for surname, reading in re.findall(
        r"(\S+)=(\S+)",
        "尉迟=yu-chi 万俟=mo-qi 长孙=zhang-sun 令狐=ling-hu 澹台=tan-tai 欧阳=ou-yang 上官=shang-guan"
        " 司马=si-ma 司徒=si-tu 司空=si-kong 诸葛=zhu-ge 皇甫=huang-fu 东方=dong-fang 慕容=mu-rong"
        " 夏侯=xia-hou 公孙=gong-sun 轩辕=xuan-yuan 宇文=yu-wen 鲜于=xian-yu 闾丘=lv-qiu 濮阳=pu-yang"
        " 淳于=chun-yu 太史=tai-shi 申屠=shen-tu 钟离=zhong-li 南宫=nan-gong 东郭=dong-guo 呼延=hu-yan"
        " 百里=bai-li 端木=duan-mu 独孤=du-gu 拓跋=tuo-ba 完颜=wan-yan 赫连=he-lian 西门=xi-men 亓官=qi-guan"
        " 仲孙=zhong-sun 公羊=gong-yang",
    )
}


@dataclass(frozen=True, slots=True)
class Pinyin:
    """`key` orders names, syllable by syllable (an zi ning); `initials` finds them (azn)."""

    key: str
    initials: str


@functools.lru_cache(maxsize=65_536)
def pinyin_of(name: str) -> Pinyin:
    """Spell a name: the surname by the table of surnames, the rest by the dictionary; other scripts as they are."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        syllables = [*COMPOUND_SURNAMES[name[:2]], *_spelled(name[2:])]
    elif name[:1] in SURNAME_READINGS:
        syllables = [SURNAME_READINGS[name[0]], *_spelled(name[1:])]
    else:
        syllables = _spelled(name)
    return from_key(" ".join(syllables))


def _spelled(text: str) -> list[str]:
    """Spell characters that have one reading by themselves; the dictionary of phrases is asked when one has several."""
    readings = [_only_reading(one) for one in text]
    if all(readings):
        return readings
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)


@functools.cache
def _only_reading(character: str) -> str:
    """Give the one reading of a Chinese character, "" for one of several readings and for other scripts."""
    from pypinyin import Style, pinyin

    if not "\u4e00" <= character <= "\u9fff":
        return ""
    readings = set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
    return readings.pop() if len(readings) == 1 else ""


def from_key(key: str) -> Pinyin:
    """Take a key as a person corrected it: lower case, single blanks, and the initials that follow from it."""
    syllables = re.findall(r"[^\W_]+", key.lower())
    return Pinyin(" ".join(syllables)[:KEY_LENGTH], "".join(one[0] for one in syllables)[:INITIALS_LENGTH])
