"""What a link, a matter and an answer may say."""

import dataclasses
import datetime as dt

import pytest

from sizao.registry.communities import rules
from sizao.registry.communities.rules import Answer, NewLink, NewMatter

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
LINK = NewLink("430102001002", "学府社区", "田主任", "社区主任", "13755550900", "学府卫生服务中心", "0731-55550901")


def wrong(new: NewLink, *, is_placed: bool = True, has_phone: bool = False) -> list[str]:
    return [one.field for one in rules.problems_of_link(new, is_placed=is_placed, has_phone=has_phone)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"code": "430102001"}, ["code"]),
        ({"code": "43010200100a"}, ["code"]),
        ({"code": "４３０１０２００１００２"}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"name": "", "contact": "", "post": "", "clinic": ""}, ["name", "contact", "post", "clinic"]),
        ({"contact": "田" * 61}, ["contact"]),
        ({"phone": "打社区电话"}, ["phone"]),
        ({"phone": "-------"}, ["phone"]),
        ({"phone": ""}, ["phone"]),
        ({"clinic_phone": ""}, ["clinic_phone"]),
    ],
)
def test_link_is_checked_field_by_field(changes, fields):
    assert wrong(dataclasses.replace(LINK, **changes)) == fields


def test_code_must_begin_where_communities_lie():
    assert wrong(LINK, is_placed=False) == ["code"]


def test_phone_on_record_need_not_be_typed_again():
    assert wrong(dataclasses.replace(LINK, phone=""), has_phone=True) == []


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NewMatter("SCREENING", "排查返校人员", TODAY), []),
        (NewMatter("PARTY", "", TODAY - DAY), ["kind", "text", "due_on"]),
        (NewMatter("OTHER", "字" * 301, TODAY + 367 * DAY), ["text", "due_on"]),
    ],
)
def test_matter_is_checked_field_by_field(new, fields):
    assert [one.field for one in rules.problems_of_matter(new, today=TODAY)] == fields


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (Answer("田主任", TODAY, "已清理"), []),
        (Answer("田主任", TODAY - 2 * DAY, "已清理"), []),
        (Answer("", TODAY - 3 * DAY, ""), ["by", "on", "text"]),
        (Answer("田主任", TODAY + DAY, "已清理"), ["on"]),
    ],
)
def test_answer_is_between_asking_and_today(new, fields):
    assert [one.field for one in rules.problems_of_answer(new, asked_on=TODAY - 2 * DAY, today=TODAY)] == fields


@pytest.mark.parametrize(("reason", "count"), [("社区已经自行清理", 0), ("", 1), ("字" * 201, 1)])
def test_matter_is_taken_back_for_a_reason(reason, count):
    assert len(rules.problems_of_withdrawal(reason)) == count


def test_overdue_begins_on_the_day_after():
    assert not rules.is_overdue("OPEN", TODAY, TODAY)
    assert rules.is_overdue("OPEN", TODAY - DAY, TODAY)
    assert not rules.is_overdue("ANSWERED", TODAY - DAY, TODAY)
    assert not rules.is_overdue("WITHDRAWN", TODAY - DAY, TODAY)
