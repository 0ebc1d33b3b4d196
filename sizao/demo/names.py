"""Invented people and schools: names as a decade gives them, class sizes, birth dates; nothing from real persons.

Every function draws from the `random.Random` it is given, so a seed gives the same province again.
"""

import datetime as dt
import random
from collections.abc import Iterator

# Surnames by their share of the population in thousandths, after the ministry of public security's name report of 2020.
SURNAME_SHARES = {
    75: "王李",
    65: "张",
    50: "刘",
    45: "陈",
    30: "杨",
    21: "黄赵吴周",
    13: "徐孙马朱胡",
    10: "郭何林高罗郑梁谢宋唐",
    7: "许邓冯韩曹曾彭肖蔡潘田董袁于余",
    5: "叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪",
    3: "陆金石戴贾韦夏邱方侯邹熊孟秦白江薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔",
}
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "皇甫", "令狐", "东方", "慕容")  # one thousandth together
SURNAMES = [surname for surnames in SURNAME_SHARES.values() for surname in surnames] + list(COMPOUND_SURNAMES)
SURNAME_WEIGHTS = [float(share) for share, surnames in SURNAME_SHARES.items() for _ in surnames] + [0.125] * 8

# Decade of birth → share of one-character names, then (first, last) characters of boys' and of girls' names.
GIVEN_NAMES: dict[int, tuple[float, dict[str, tuple[str, str]]]] = {
    1960: (
        0.35,
        {"MALE": ("建国志文德永新光", "华平军明强林生民国"), "FEMALE": ("秀玉桂淑春凤美丽", "英兰珍芳华梅琴云")},
    ),
    1970: (0.4, {"MALE": ("建志海晓文永国小", "军勇伟辉斌波峰平"), "FEMALE": ("丽红晓春海艳玉小", "霞敏玲萍娟燕芳红")}),
    1980: (
        0.45,
        {"MALE": ("志海晓建文俊少永", "伟磊鹏涛超杰波飞"), "FEMALE": ("晓丽海雪艳春小玉", "静婷娜娟燕洁倩丽")},
    ),
    1990: (0.3, {"MALE": ("俊文志嘉家天世明", "杰浩鑫超凯龙宇斌"), "FEMALE": ("佳雪思梦晓雨慧玉", "婷莹悦琪倩欣颖洁")}),
    2000: (
        0.15,
        {"MALE": ("俊子文嘉天浩志明", "豪轩杰涛博宇睿鑫"), "FEMALE": ("欣思雨佳梦嘉诗慧", "怡颖婷琪悦彤雯妍")},
    ),
    2010: (0.1, {"MALE": ("子梓浩宇睿泽俊一", "轩涵辰宸博航铭晨"), "FEMALE": ("梓子诗雨欣语佳可", "涵萱怡彤瑶妍琪馨")}),
    2020: (
        0.08,
        {"MALE": ("奕沐泽屹景一知宇", "辰宸泽言安礼阳恒"), "FEMALE": ("沐若一语奕知安书", "汐苒诺桐禾玥瑶初")},
    ),
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Public figures whose names could come out by chance: nobody should find them in a list of ill pupils.
FAMOUS = frozenset(
    _words(
        """
        丁磊 任志强 余华 何洁 刘宇 刘志军 刘涛 刘诗雯 吴磊 姚明 张杰 张飞 朱婷 李一桐 李娜 李强 李晓霞 李晨 李鹏 杜海涛
        杨倩 杨颖 林俊杰 武磊 王一博 王俊凯 王凯 王杰 王浩 白宇 胡军 胡春华 莫言 谢娜 赵云 邓超 郭俊辰 郭涛 陈建斌 陈龙
        雷军 韩红 马丽 马云 马超 马龙 高峰 高明 黄磊
        """
    )
)

LANDMARKS = _words(
    """
    实验 育英 育才 育红 文昌 文华 东风 红旗 新华 和平 光明 朝阳 阳光 星光 建设路 人民路 解放路 中山路
    胜利路 滨河 桥头 河西 河东 城南 城北 翠湖 东湖 南湖 西湖 青山 白云 凤凰 明德 博雅 启明 弘毅 春晖 晨光
    桂花 梧桐 银杏 松林 石桥 清泉
    """
)
SCHOOL_KINDS = {
    "KINDERGARTEN": "幼儿园",
    "PRIMARY": "小学",
    "JUNIOR": "初级中学",
    "SENIOR": "高级中学",
    "SECONDARY": "中学",
    "NINE_YEAR": "学校",
    "TWELVE_YEAR": "学校",
    "VOCATIONAL": "职业中等专业学校",
    "SPECIAL": "特殊教育学校",
    "UNIVERSITY": "学院",
}
ORDINALS = "一二三四五六七八九十"
# Pupils in a class: mean, standard deviation, fewest, most; near the national averages of recent years.
CLASS_SIZES = {
    "KINDERGARTEN": (26, 4, 15, 35),
    "PRIMARY": (37, 6, 18, 50),
    "JUNIOR": (45, 5, 25, 55),
    "SENIOR": (49, 4, 30, 55),
    "SECONDARY": (47, 5, 25, 55),
    "NINE_YEAR": (40, 6, 18, 50),
    "TWELVE_YEAR": (42, 6, 20, 50),
    "VOCATIONAL": (42, 7, 20, 55),
    "SPECIAL": (10, 2, 5, 14),
    "UNIVERSITY": (35, 6, 20, 60),
}


def person_name(rng: random.Random, *, sex: str, birth_year: int) -> str:
    """Invent a name such as that generation has; never that of a public figure on our list.

    sex: MALE or FEMALE; anything else draws one of the two.
    """
    decade = min(max(birth_year // 10 * 10, min(GIVEN_NAMES)), max(GIVEN_NAMES))
    short_share, characters = GIVEN_NAMES[decade]
    firsts, lasts = characters.get(sex) or characters[rng.choice(("MALE", "FEMALE"))]
    while True:
        surname = rng.choices(SURNAMES, SURNAME_WEIGHTS)[0]
        first = "" if rng.random() < short_share else rng.choice(firsts)
        name = surname + first + rng.choice(lasts.replace(first, "") if first else lasts)
        if name not in FAMOUS:
            return name


def school_names(rng: random.Random, county: str, stage: str) -> Iterator[str]:
    """Invent schools of one county and stage without end, no name twice: 芙蓉区第二小学, 芙蓉区翠湖小学.

    county: name as it stands before a school's, stage: a code of Stage.
    """
    kind = SCHOOL_KINDS[stage]
    landmarks = rng.sample(LANDMARKS, len(LANDMARKS))
    numbered = [f"第{ordinal}" for ordinal in ORDINALS[: rng.randint(2, 6)]]
    for stem in numbered + landmarks:
        yield f"{county}{stem}{kind}"
    for series in range(2, 1_000_000):
        for landmark in landmarks:
            yield f"{county}{landmark}第{_numeral(series)}{kind}"


def _numeral(number: int) -> str:
    return ORDINALS[number - 1] if number <= len(ORDINALS) else str(number)


def class_size(rng: random.Random, stage: str) -> int:
    """Draw how many pupils a class of that stage has."""
    mean, deviation, fewest, most = CLASS_SIZES[stage]
    return min(max(round(rng.gauss(mean, deviation)), fewest), most)


def pupil_birth_date(rng: random.Random, grade: int, school_year: int) -> dt.date:
    """Draw the birth date of a pupil who was six by 31 August before grade 1.

    grade: 1–12, 0 and below in kindergarten; school_year: the year in which it began.
    """
    latest = dt.date(school_year - grade - 5, 8, 31)
    return latest - dt.timedelta(days=rng.randrange(365))


def fake_resident_number(rng: random.Random, birth_date: dt.date, sex: str, province: str) -> str:
    """Make a resident number that passes every check of form and that no one has.

    Its address code is that of a province as a whole, 430000, where a real number names a county. For tests and for a
    demo that asks for it: demo pupils have no identity number otherwise.

    province: two digits, sex: MALE or FEMALE.
    """
    serial = rng.randrange(500) * 2 + (sex == "MALE")
    first17 = f"{province}0000{birth_date:%Y%m%d}{serial:03}"
    return first17 + "10X98765432"[sum(int(digit) * 2 ** (17 - i) for i, digit in enumerate(first17)) % 11]
