"""Say a signal in words: what was met, why now, what is doubtful, who is ill."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.detect.linelist.queries import SHARED_MEAL
from sizao.detect.signals.rules import STATISTIC_KIND
from sizao.epi import diseases, packs, thresholds
from sizao.epi.thresholds import Reason, Rule

GROUPS = {
    "F": "发热", "R": "皮疹或疱疹", "G": "呕吐、腹泻或腹痛", "J": "黄疸", "C": "红眼", "P": "腮腺肿大",
    "Q": "咳嗽或咽痛",
}  # fmt: skip
SCOPES = {
    "PERSON": "个人", "CLASS": "班级", "DORM": "宿舍", "GRADE": "年级", "CAMPUS": "校区", "INSTITUTION": "学校",
    "SITE": "校址", "COUNTY": "全县", "CITY": "全市", "PROVINCE": "全省",
}  # fmt: skip
KINDS = {
    "REPORT_SIGNAL": "报告信号", "PHE": "突发公共卫生事件", "CLUSTER": "聚集性疫情", "OUTBREAK": "暴发",
    "CLOSURE": "停课建议", STATISTIC_KIND: "统计信号",
}  # fmt: skip
CONFIDENCES = {"VERIFIED": "已核原文", "VERIFIED_SECONDARY": "二手", "UNVERIFIED": "未核实"}
BASES = {"ONSET_DATE": "发病日期", "FIRST_RECORDED_AT": "首次登记时间", "DIAGNOSED_AT": "诊断时间"}
ALTERNATIVES = {"ADMITTED": "住院", "DIED": "死亡", "SEVERE": "重症", "CLASSES": "班级"}
DOUBTS = {
    "ONSET_CONFLICT": "{n}人的发病日期前后不一，按先登记的算",
    "ONSET_IN_FUTURE": "{n}人的发病日期晚于登记日，按登记日算",
    "ONSET_LONG_AGO": "{n}人的发病日期在60天以前",
}
LEFT = {
    "EXCLUDED": "{n}人已排除", "WITHDRAWN": "{n}人的登记已撤回", "RECLASSIFIED": "{n}人改为其他诊断",
    "DECLARATION_WITHDRAWN": "通报已撤回",
}  # fmt: skip


def label_words(labels: Iterable[str]) -> str:
    """Say what the counted have in common: 发热、呕吐…, or the meal they shared."""
    return _("、").join(_label(one) for one in labels)


def _label(label: str) -> str:
    if label in GROUPS:
        return _(GROUPS[label])
    exposure = label.partition(":")[2] or label
    day = exposure.removeprefix(SHARED_MEAL)
    return _("{day}共同就餐").format(day=day) if day != exposure else exposure


def recipient_words(codes: Iterable[str]) -> str:
    """Say whom a report goes to."""
    is_chinese = get_language().startswith("zh")
    known = ((one, packs.RECIPIENTS.get(one)) for one in codes)
    return _("、").join(one if word is None else word.zh if is_chinese else word.en for one, word in known)


def line_of(signal: Any, rule: Rule | None, place: str) -> str:
    """Say in one line what fired: 三(2)班1天内3人发热，达到报告信号."""
    if signal.kind == STATISTIC_KIND:
        return statistic_line(signal, place)
    what = label_words(signal.labels)
    disease = diseases.BY_KEY.get(rule.disease) if rule is not None and rule.disease else None
    if disease is not None:
        what = disease.zh if get_language().startswith("zh") else disease.en
    days = (signal.window_last - signal.window_first).days + 1 if signal.window_first and signal.window_last else 0
    kind = _(KINDS.get(signal.kind, "信号"))
    if days:
        return _("{place}{days}天内{count}人{what}，达到{kind}").format(
            place=place, days=days, count=signal.latest_count, what=what, kind=kind
        )
    return _("{place}{count}人{what}，达到{kind}").format(place=place, count=signal.latest_count, what=what, kind=kind)


def statistic_line(signal: Any, place: str) -> str:
    """Say in one line what stood out: 育英小学11-10至11-23有12人发热，多于平时."""
    return _("{place}{first}至{last}有{count}人{what}，多于平时").format(
        place=place, first=f"{signal.window_first:%m-%d}", last=f"{signal.window_last:%m-%d}",
        count=signal.latest_count, what=label_words(signal.labels),
    )  # fmt: skip


def short_words(short: thresholds.Short) -> dict[str, str]:
    """Say how far a rule is that is not met."""
    needed = f"{short.percent}%" if short.percent is not None and short.needed is None else str(short.needed or "—")
    return {
        "rule": short.rule, "place": _(SCOPES[short.unit.scope.value]),
        "line": _("最多{count}人，门槛{needed}").format(count=short.count, needed=needed),
    }  # fmt: skip


def reason_lines(reasons: Iterable[Reason]) -> list[str]:
    """Say the engine's reasons, each in a sentence without persons."""
    return [text for one in reasons if (text := _say(one))]


def _say(reason: Reason) -> str:
    say = SAYINGS.get(reason.code)
    if say is not None:
        return say(reason.params)
    text = DOUBTS.get(reason.code) or LEFT.get(reason.code)
    persons = reason.params.get("persons", ())
    return _(text).format(n=len(persons)) if text and isinstance(persons, list | tuple) else ""


def _met(params: dict[str, Any]) -> str:
    needed = f"{params['needed']}" if params.get("needed") is not None else f"{params.get('percent')}%"
    return _("{start}至{end}，按{basis}计{count}人，门槛{needed}").format(
        start=params["start"], end=params["end"], basis=_(BASES[params["basis"]]), count=params["count"], needed=needed
    )


def _met_by_alternative(params: dict[str, Any]) -> str:
    return _("{start}至{end}，{of}{count}，达到另一条件").format(
        start=params["start"], end=params["end"], of=_(ALTERNATIVES[params["of"]]), count=params["count"]
    )


def _late(params: dict[str, Any]) -> str:
    return _("{day}已达到门槛，{days}天后才登记齐").format(day=params["crossing_date"], days=params["days"])


def _clock(params: dict[str, Any]) -> str:
    if params["is_official"]:
        return _("从登记时起{hours}小时内，原文规定").format(hours=params["hours"])
    return _("从登记时起{hours}小时内，平台默认，原文没有写小时").format(hours=params["hours"])


def _below(params: dict[str, Any]) -> str:
    if params.get("needed") is None:
        return _("已低于门槛")
    return _("已低于门槛{needed}人").format(needed=params["needed"])


SAYINGS: dict[str, Callable[[dict[str, Any]], str]] = {
    "MET": _met,
    "MET_BY_ALTERNATIVE": _met_by_alternative,
    "DECIDED_BY": lambda params: _("最后一次登记：{n}人").format(n=len(params["persons"])),
    "LATE_ENTRY": _late,
    "CLOCK": _clock,
    "BELOW_THRESHOLD": _below,
}


def rule_words(rule: Rule) -> str:
    """Give the rule's text in the reader's language."""
    return rule.text if get_language().startswith("zh") else rule.text_en or rule.text


def why_of(signal: Any, rule: Rule | None, place: str, reasons: Iterable[thresholds.Reason]) -> dict[str, Any]:
    """Describe why a signal stands, as `_why.html` shows it."""
    lines = reason_lines(reasons)
    shown: dict[str, Any] = {
        "line": line_of(signal, rule, place), "code": signal.rule, "records": _("；").join(lines[:1]),
        "clock": _("；").join(lines[1:]),
    }  # fmt: skip
    if rule is not None:
        shown |= {
            "rule": rule_words(rule),
            "source": f"{rule.cited.key} {rule.cited.clause}".strip(),
            "url": reverse("rulebook:rule", args=[signal.school_id, rule.id]),
            "confidence": _(CONFIDENCES[rule.confidence.value]),
        }  # fmt: skip
        if rule.condition is not None and rule.condition.at_least is not None:
            short = signal.latest_count - rule.condition.at_least + 1
            shown["otherwise"] = _("再少{n}人则不触发").format(n=short) if short > 0 else ""
    return shown
