"""Say rules, changes and objections in words."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.core.actor import UnitRef
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.models import Objection, RuleChange
from sizao.detect.rulebook.rules import SETTING_VALUES, Kind, Setting
from sizao.epi import diseases, packs
from sizao.epi.thresholds import Rule, Season, WindowKind
from sizao.registry.accounts import queries as accounts

KINDS = {
    "REPORT_SIGNAL": "报告信号", "PHE": "突发公共卫生事件", "CLUSTER": "聚集性疫情", "OUTBREAK": "暴发",
    "CLOSURE": "停课建议", "RETURN": "复课", "OBSERVE": "医学观察", "ROUTINE": "日常工作", "DUTY": "职责",
    "COVID_ERA": "新冠时期",
}  # fmt: skip
SCOPES = {
    "PERSON": "个人", "CLASS": "班级", "DORM": "宿舍", "GRADE": "年级", "CAMPUS": "校区", "INSTITUTION": "学校",
    "SITE": "校址", "CLASS_OR_DORM": "班级或宿舍", "CONTACTS": "接触者", "HOUSEHOLD": "家庭", "TOWNSHIP": "乡镇",
    "COUNTY": "县区", "AREA": "辖区", "AUTHORITY": "主管部门", "CLASS_OR_INSTITUTION": "班级或学校",
    "GRADE_OR_INSTITUTION": "年级或学校",
}  # fmt: skip
CONFIDENCES = {"VERIFIED": "已核原文", "VERIFIED_SECONDARY": "二手", "UNVERIFIED": "未核实"}
TONES = {"DRAFT": "info", "PROPOSED": "attention", "APPROVED": "good", "REFUSED": "na", "WITHDRAWN": "na"}


def state_words(state: queries.RuleState, unit: UnitRef, day: dt.date) -> dict[str, Any]:
    """Say one rule of the catalog for a list: what it is, whether it is on here and who decided so."""
    rule, is_judged_now = state.rule, state.is_on and state.rule.is_in_season(day)
    off = _("不在季节内") if state.is_on else _("停用")
    source = packs.sources().get(rule.cited.key)
    return {
        "state": state, "rule": rule, "text": in_language(rule.text, rule.text_en),
        "kind": _(KINDS[rule.kind.value]), "disease": disease_words(rule),
        "source": source.title if source else rule.cited.key, "clause": rule.cited.clause,
        "confidence": _(CONFIDENCES[rule.confidence.value]), "who": who_words(state.change, unit),
        "season": season_words(rule.season),
        "tone": "good" if is_judged_now else "na", "word": _("启用") if is_judged_now else off,
    }  # fmt: skip


def who_words(change: RuleChange | None, unit: UnitRef) -> str:
    """Say who switched a rule on here or made it."""
    if change is None:
        return ""
    return _("本单位定") if change.unit_id == unit.id else change.unit.short_name


def disease_words(rule: Rule) -> str:
    """Name the disease of a rule."""
    found = diseases.BY_KEY.get(rule.disease) if rule.disease else None
    return in_language(found.zh, found.en) if found else ""


def in_language(zh: str, en: str) -> str:
    """Choose between two names that data brings along: English for its readers, else Chinese."""
    return en if en and (get_language() or "").startswith("en") else zh


def pack_words(pack: queries.OptionalPack) -> str:
    """Name a pack."""
    return in_language(pack.title, pack.title_en)


def facts_of(rule: Rule, source: packs.Source | None) -> list[tuple[str, str]]:
    """List what a rule says, as pairs for its page."""
    deadline, condition = rule.deadline, rule.condition
    pairs = [
        (_("编号"), rule.id), (_("种类"), _(KINDS[rule.kind.value])), (_("病种"), disease_words(rule)),
        (_("范围"), _(SCOPES[rule.scope.value])),
        (_("适用"), _("、").join(
            in_language(one.zh, one.en) for kind, one in packs.SCHOOL_KINDS.items() if kind in rule.settings)),
        (_("期限"), window_words(rule)), (_("门槛"), needed_words(rule)),
        (_("另有条件"), in_language("", rule.condition_en if condition is None or condition.alternatives else "")),
        (_("时限"), clock_words(rule)),
        (_("报给"), _("、").join(
            in_language(one.zh, one.en) for one in map(packs.RECIPIENTS.get, rule.recipients) if one)),
        (_("依据"), " ".join(part for part in (source.title, source.number) if part) if source else rule.cited.key),
        (_("条款"), rule.cited.clause), (_("生效"), str(rule.since or "")), (_("失效"), str(rule.until or "")),
        (_("季节"), season_words(rule.season)), (_("核实"), _(CONFIDENCES[rule.confidence.value])),
        (_("说明"), in_language(rule.note, rule.note_en)), (_("与它不同的规则"), _("、").join(rule.conflicts)),
        (_("时限的来历"), _("平台默认，原文没有写小时") if deadline and not deadline.is_official else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


def window_words(rule: Rule) -> str:
    """Say over which time a rule counts."""
    if rule.window.kind is WindowKind.DAYS:
        return _("{days}天").format(days=rule.window.days)
    words = {WindowKind.SEMESTER: "一学期", WindowKind.EPISODE: "一次暴露", WindowKind.NOW: "当时"}
    return _(words[rule.window.kind]) if rule.window.kind in words else ""


def season_words(season: Season | None) -> str:
    """Say in which months of each year a rule is judged."""
    if season is None:
        return ""
    words = _("每年{first}月至次年{last}月") if season.last < season.first else _("每年{first}月至{last}月")
    return words.format(first=season.first, last=season.last)


def needed_words(rule: Rule) -> str:
    """Say how many are needed."""
    condition = rule.condition
    if condition is None:
        return ""
    if condition.percent is not None:
        return _("{percent}%及以上").format(percent=condition.percent)
    if condition.below is not None:
        return _("{least}例及以上，不足{below}例").format(least=condition.at_least, below=condition.below)
    return _("{least}例及以上").format(least=condition.at_least)


def clock_words(rule: Rule) -> str:
    """Say within which time it is reported."""
    if rule.deadline is None:
        return ""
    return _("{hours}小时").format(hours=rule.deadline.hours) if rule.deadline.hours else rule.deadline.text


def subject_words(row: RuleChange) -> str:
    """Say what a change does, in one line."""
    if row.kind == Kind.PACK:
        titles = {one.name: pack_words(one) for one in queries.list_optional_packs()}
        return _("启用“{pack}”").format(pack=titles.get(row.subject, row.subject))
    if row.kind == Kind.SETTING:
        value = dict(SETTING_VALUES[row.subject])[row.content["value"]]
        return _("{setting}：{value}").format(setting=_(Setting(row.subject).label), value=_(value))
    if row.kind == Kind.TIGHTER:
        return _("收紧{rule}").format(rule=row.subject)
    return _("本地规则{file}").format(file=row.subject)


def change_words(row: RuleChange, day: dt.date) -> dict[str, Any]:
    """Say one change for lists and its page."""
    is_over = row.until is not None and row.until <= day
    word = _(row.state_label)
    if row.state == "APPROVED":
        word = _("已结束") if is_over else _("执行中") if row.starts_on <= day else _("还没开始")
    return {
        "row": row, "line": subject_words(row), "kind": _(Kind(row.kind).label), "word": word,
        "tone": "na" if is_over else TONES[row.state], "unit": row.unit.short_name,
    }  # fmt: skip


def versions_of(unit: UnitRef, rule_id: str) -> list[dict[str, Any]]:
    """Lay the versions of a rule side by side: what ships, then what units of the line made of it; two queries."""
    shipped = next((rule for rule in packs.catalog() if rule.id == rule_id.partition("-")[2]), None)
    if not rule_id.partition("-")[0].isdecimal():
        shipped = packs.get(rule_id)
    columns: list[dict[str, Any]] = []
    if shipped is not None:
        columns.append(_column(_("全国") if shipped.pack == "national" else shipped.pack, shipped, None, ""))
    rows = queries.list_versions(unit, rule_id)
    people = accounts.names_of({one.approved_by for one in rows if one.approved_by})
    for row in rows:
        for rule in queries.rules_of(row):
            if rule.id == rule_id or (row.kind == Kind.TIGHTER and shipped and row.subject == shipped.id):
                label = _("{unit}第{version}版").format(unit=row.unit.short_name, version=row.version)
                columns.append(_column(label, rule, row, people.get(row.approved_by, "")))
    for before, column in itertools.pairwise(columns):
        earlier = dict(before["cells"])
        column["changed"] = {label for label, value in column["cells"] if earlier.get(label) != value}
    return columns


def _column(label: str, rule: Rule, row: RuleChange | None, approver: str) -> dict[str, Any]:
    since = row.starts_on if row else rule.since
    until = row.until if row else rule.until
    cells = [
        (_("门槛"), needed_words(rule)), (_("期限"), window_words(rule)), (_("时限"), clock_words(rule)),
        (_("范围"), _(SCOPES[rule.scope.value])), (_("全文"), rule.text), (_("生效"), str(since or "")),
        (_("到"), str(until or "")), (_("季节"), season_words(rule.season)),
        (_("依据"), row.source if row else f"{rule.cited.key} {rule.cited.clause}"),
        (_("谁批准的"), approver),
    ]  # fmt: skip
    return {"label": label, "cells": cells, "changed": set(), "change": row}


def table_of(columns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn columns into the rows of a table, each cell with whether it differs from the version before."""
    if not columns:
        return []
    labels = [label for label, _value in columns[0]["cells"]]
    return [
        {"label": label, "cells": [
            {"value": dict(one["cells"])[label], "is_changed": label in one["changed"], "version": one["label"]}
            for one in columns
        ]}
        for label in labels
    ]  # fmt: skip


def objection_words(rows: Iterable[Objection]) -> list[dict[str, Any]]:
    """Say objections and how they were decided, without who raised them."""
    tones = {"RAISED": "attention", "UPHELD": "good", "KEPT": "na"}
    return [
        {"row": one, "word": _(one.state_label), "tone": tones[one.state], "decider": one.decider.short_name}
        for one in rows
    ]
