"""What a change may say: a pack that ships, a file without a fault, numbers that are tighter, a reading left open."""

import datetime as dt
from collections.abc import Iterator, Mapping

from sizao.core.actor import UnitRef
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.rules import (
    LARGEST_FILE_BYTES,
    LONGEST_ID,
    SETTING_VALUES,
    Kind,
    problems_of_tightening,
)
from sizao.epi import packs
from sizao.epi.packs import PackRefused, Problem
from sizao.epi.packs.tightening import is_no_tighter
from sizao.epi.thresholds import Rule, is_on


class AlreadyInForce(SizaoError):
    """A unit above has decided this already."""

    code = "rule_already_in_force"
    message = "“{unit}”已经定了，对下级都起作用"
    http_status = 409


def check_subject(
    unit: UnitRef, kind: str, subject: str, content: Mapping[str, object], day: dt.date
) -> dict[str, object]:
    """Check what a change says against what ships and what stands above on its first day.

    returns: the content to be kept. raises: Invalid, AlreadyInForce.
    """
    above = [one for one in queries.list_above(unit, day) if one.starts_on <= day]
    same = next((one for one in above if (one.kind, one.subject) == (kind, subject)), None)
    if same is not None and kind in (Kind.PACK, Kind.SETTING):
        raise AlreadyInForce(unit=same.unit.name)
    if kind == Kind.PACK:
        return _pack(subject)
    if kind == Kind.SETTING:
        return _setting(subject, content)
    standing = [rule for one in above for rule in queries.rules_of(one)]
    if kind == Kind.TIGHTER:
        in_force = queries.list_in_force([*(one.unit_id for one in above), unit.id], day)
        on = {one.subject for one in in_force if one.kind == Kind.PACK}
        return _tighter(subject, content, standing, on)
    return _file(subject, content, [*(rule for rule in packs.catalog() if is_on(rule)), *standing])


def _pack(subject: str) -> dict[str, object]:
    if subject not in {one.name for one in queries.list_optional_packs()}:
        raise Invalid([FieldProblem("subject", "没有这个规则包：{code}", {"code": subject[:40]})])
    return {}


def _setting(subject: str, content: Mapping[str, object]) -> dict[str, object]:
    values = dict(SETTING_VALUES.get(subject, ()))
    if content.get("value") not in values:
        raise Invalid([FieldProblem("value", "不认识的选项：{code}", {"code": str(content.get("value"))[:40]})])
    return {"value": content["value"]}


def _tighter(subject: str, content: Mapping[str, object], standing: list[Rule], on: set[str]) -> dict[str, object]:
    base = next((rule for rule in packs.catalog() if rule.id == subject), None)
    if base is None or not base.is_judged or not is_on(base, on):
        raise Invalid([FieldProblem("subject", "这条规则在这里没有启用，或者不按人数判定")])
    numbers = {name: value for name in ("at_least", "hours") if isinstance(value := content.get(name), int)}
    above = [base, *(rule for rule in standing if rule.id.partition("-")[2] == subject)]
    problems = problems_of_tightening(
        base, at_least=numbers.get("at_least"), hours=numbers.get("hours"), above=above
    )  # fmt: skip
    text = str(content.get("text") or "").strip()
    if not text or len(text) > 200:
        problems.append(FieldProblem("text", "写出规则全文，最多200字"))
    elif text == base.text:
        problems.append(FieldProblem("text", "全文还是原来的，把数字改过来"))
    if problems:
        raise Invalid(problems)
    return {**numbers, "text": text}


def _file(subject: str, content: Mapping[str, object], above: list[Rule]) -> dict[str, object]:
    text = str(content.get("text") or "")
    if len(text.encode()) > LARGEST_FILE_BYTES:
        raise Invalid([FieldProblem("file", "文件最大{most}字节", {"most": LARGEST_FILE_BYTES})])
    try:
        read = queries.read_pack(text, subject)
    except PackRefused as refused:
        raise Invalid([_line(one) for one in refused.problems]) from refused
    problems = list(_looser(read.pack.rules, read.pack.lines, read.pack.file, above))
    if problems:
        raise Invalid([_line(one) for one in problems])
    return {"text": text}


def _looser(rules: tuple[Rule, ...], lines: tuple[int, ...], file: str, above: list[Rule]) -> Iterator[Problem]:
    """Name the rules of a file that add nothing to what stands above, and ids that signals cannot hold."""
    for rule, line in zip(rules, lines, strict=True):
        other = next((one for one in above if is_no_tighter(rule, one)), None)
        if other is not None:
            yield Problem(file, line, f"{rule.id}: not tighter than {other.id}")
        if len(rule.id) > LONGEST_ID:
            yield Problem(file, line, f"{rule.id}: longer than {LONGEST_ID} characters")


def _line(problem: Problem) -> FieldProblem:
    words = {"file": problem.file, "line": problem.line, "why": problem.reason}
    return FieldProblem("file", "{file}第{line}行：{why}", words, row=problem.line)
