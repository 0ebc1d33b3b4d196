"""What may stand on a lock screen: every declared text is walked, and wrong parts are refused."""

import datetime as dt

import pytest

from sizao.core.notify import templates
from sizao.core.notify.templates import BadNotice, Param, Template
from sizao.detect.checks.rules import SevereSign, Symptom

NAMES_OF_PARTS_NEVER_USED = ("name", "pupil", "student", "person", "symptom", "disease", "identity", "phone")
WORDS_NEVER_USED = (
    *(label for _, label in Symptom.pairs() if label != "其他"),
    *(label for _, label in SevereSign.pairs()),
    "流感", "新冠", "诺如", "水痘", "手足口", "结核", "麻疹", "腮腺炎", "猩红热", "肺炎", "病毒", "确诊", "阳性",
    "疑似", "身份证", "学号", "{person", "您好", "请", "！", "!", "系统提示", "拒报", "瞒报", "漏报",
)  # fmt: skip

GREETING = Template(
    "test.open", "{groups}{session}待报，{due}截止，还有{count}项。",
    {"groups": Param.GROUPS, "session": Param.WORD, "due": Param.TIME, "count": Param.COUNT}, words=("晨检", "午检"),
)  # fmt: skip
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
GIVEN = {"groups": ("三(2)班",), "session": "晨检", "due": NOW, "count": 2}


@pytest.mark.parametrize("template", templates.declared().values(), ids=lambda template: template.code)
def test_no_declared_text_can_hold_a_name_a_symptom_a_disease_or_an_id(template):
    assert set(template.parts) == set(template.params)
    assert all(isinstance(kind, Param) for kind in template.params.values())
    assert not [part for part in template.parts for word in NAMES_OF_PARTS_NEVER_USED if word in part]
    said = [template.text, *template.words]
    assert not [(text, word) for text in said for word in WORDS_NEVER_USED if word in text]


def test_no_declared_title_names_a_symptom_or_a_disease():
    assert not [(text, word) for text in templates.declared_titles() for word in WORDS_NEVER_USED if word in text]


def test_there_is_no_kind_of_part_for_a_person():
    assert not {"PERSON", "NAME", "SYMPTOM", "DISEASE", "ID", "TEXT"} & set(Param.values())


def test_text_is_written_from_its_parts(monkeypatch):
    monkeypatch.setattr(templates, "_templates", {"test.open": GREETING})
    stored = templates.to_stored(GREETING, GIVEN)

    assert templates.text_of("test.open", stored) == "三(2)班晨检待报，08:00截止，还有2项。"


def test_many_groups_are_counted_after_the_third(monkeypatch):
    monkeypatch.setattr(templates, "_templates", {"test.open": GREETING})
    groups = tuple(f"三({number})班" for number in range(1, 6))

    text = templates.text_of("test.open", templates.to_stored(GREETING, {**GIVEN, "groups": groups}))
    assert text.startswith("三(1)班、三(2)班、三(3)班等5个班晨检")


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": "三(2)班"}, {"groups": ()}, {"session": "发热"}, {"due": NOW.replace(tzinfo=None)}, {"due": "08:00"},
        {"count": "2"}, {"count": True}, {"pupil": "安子宁"},
    ],
)  # fmt: skip
def test_part_that_its_kind_does_not_allow_is_refused(wrong):
    with pytest.raises(BadNotice):
        templates.to_stored(GREETING, {**GIVEN, **wrong})


def test_title_must_be_a_declared_one():
    template = Template("test.title", "“{title}”已逾期。", {"title": Param.TITLE})
    with pytest.raises(BadNotice):
        templates.to_stored(template, {"title": "安子宁"})


def test_text_with_other_parts_than_declared_is_refused():
    with pytest.raises(BadNotice):
        templates.declare([Template("test.wrong", "{pupil}发热", {})])


def test_two_of_a_kind_become_one():
    first, second = ({**templates.to_stored(GREETING, GIVEN), "groups": [name]} for name in ("三(1)班", "三(2)班"))

    both = templates.merged(GREETING, first, second)
    assert (both["groups"], both["count"]) == (["三(1)班", "三(2)班"], 4)
