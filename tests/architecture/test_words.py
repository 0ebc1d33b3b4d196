"""Words and markup of pages."""

import pytest

from tests.architecture.guards import tree, words

PAGE = "sizao/report/daily/templates/daily/home.html"
RULES = "sizao/report/daily/rules.py"
# Texts still to be reworded; the list only shrinks.
COURTESIES = {
    "sizao/registry/imports/rules/reasons.py": 4,
}


def test_templates_use_the_words_of_the_interface():
    assert words.forbidden_words(tree.ROOT) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p>{% translate "请填写体温" %}</p>',
        "<p>您好</p>",
        "<p>系统提示：没有保存</p>",
        "<p>确定吗？</p>",
        "<p>已上报！</p>",
        "<p>已上报!</p>",
        "<p>3个班拒报</p>",
        "<p>密接名单</p>",
        "<p>漏报2例</p>",
        '<button class="btn">{% translate "提交" %}</button>',
        "<button>\n  <span>确定</span>\n</button>",
        "<button>OK</button>",
    ],
)
def test_word_the_interface_does_not_use_is_found(plant, markup):
    found = words.forbidden_words(plant({PAGE: f"<h1>日报告</h1>\n{markup}\n"}))

    assert len(found) == 1 and found[0].startswith(f"{PAGE}:2: ")


def test_words_that_only_look_alike_are_not_found(plant):
    page = (
        "<!doctype html>{# 请 is only a comment #}\n{% if a != b %}请假{% endif %} 申请更正 邀请 请示\n"
        '<button>{% translate "上报" %}</button> 您的岗位\n'
    )
    allowed = {"sizao/oversee/inspections/templates/inspections/finding.html": "漏报"}

    assert words.forbidden_words(plant({PAGE: page} | allowed)) == []


def test_messages_of_modules_use_the_words_too():
    found = [one.split(":")[0] for one in words.forbidden_words_in_messages(tree.ROOT)]

    assert {name: found.count(name) for name in sorted(set(found))} == COURTESIES


def test_courtesy_in_a_message_is_found_and_in_a_docstring_is_not(plant):
    root = plant({RULES: '"""Never write 请."""\n\nmessage = "请核对"\n'})

    assert words.forbidden_words_in_messages(root) == [f"{RULES}:3: 请: say what to do, without asking"]


def test_templates_hold_no_inline_code():
    assert words.inline_code(tree.ROOT) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="a" style="width: 3px">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<button type="button" onclick="go()">',
        '<div hx-on::after-request="go()">',
        '<form hx-vals="js:{now: Date.now()}">',
        '<a href="javascript:go()">',
        """<div hx-trigger="keyup[key=='Enter']">""",
        '<script src="https://cdn.example.com/x.js"></script>',
        '<link href="//cdn.example.com/x.css" rel="stylesheet">',
    ],
)
def test_inline_code_is_found(plant, markup):
    found = words.inline_code(plant({PAGE: f"\n{markup}\n"}))

    assert found and all(one.startswith(f"{PAGE}:2: ") for one in found)


def test_own_files_and_data_are_not_inline_code(plant):
    page = '<script src="{% static \'web/sizao.js\' %}" defer></script>\n<p data-style="x" hx-get="/daily/">3 > 2</p>\n'

    assert words.inline_code(plant({PAGE: page})) == []
