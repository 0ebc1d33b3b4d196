"""Show what a statistical signal was seen in: the days beside what is usual, where the excess lies, what it means."""

from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import AREA_COLUMNS
from sizao.core.words import day_words
from sizao.detect.signals.models import Series, Signal
from sizao.detect.signals.queries import AREA_SCAN
from sizao.detect.signals.views import wording
from sizao.epi.detection.county_days import CHANNEL, SCAN
from sizao.registry.orgs import queries as orgs

# What a method compares, and what it cannot say.
METHODS = {
    SCAN: (
        "扫描最近1至14个上学日，看全县和每所学校的新发人数是否高于各班自己过去约40个上学日的平常水平；"
        "已按星期几和长假后校正，只和已上报的班比，再找出能解释八成以上超出的最小单位。",
        "说不出是什么病，也不知道季节：流感季整体上升时也会出现。没有上报的班不算零，也不参加比较；"
        "历史不足15个上学日时不判。",
    ),
    CHANNEL: (
        "把每个班今天和最近5个上学日的新发人数，与本班和本校其他班过去约40个上学日的平常水平比，"
        "再在全县所有班里控制误报的比例。",
        "说不出是什么病，也说不出学生之间有没有关联；今天还没报全时，晚些时候可能变化。",
    ),
    AREA_SCAN: (
        "扫描最近1至14个上学日，看各县合起来的新发人数是否高于各县自己过去约40个上学日的平常水平；"
        "已按星期几和长假后校正，只和已上报的班比。一个县（市）就能解释八成以上超出的，由那里自己的信号说明，不在这里出现。",
        "说不出是什么病，也不知道季节：流感季整体上升时也会出现。没有上报的班不算零，也不参加比较；"
        "历史不足15个上学日时不判。",
    ),
}
NAMES = {SCAN: "区域扫描", CHANNEL: "班级比较", AREA_SCAN: "跨县扫描"}
WIDTH, HEIGHT = 640, 150


def name_of(detector: str) -> str:
    """Name a detector, empty for a rule."""
    return _(NAMES[detector]) if detector in NAMES else ""


def context_of(row: Signal, series: Series | None, place: str) -> dict[str, Any]:
    """Describe a statistical signal as `_series.html` and `_why.html` show it."""
    compares, cannot = METHODS.get(row.rule, ("", ""))
    why = {
        "line": wording.statistic_line(row, place), "code": name_of(row.rule), "rule": _(compares),
        "clock": _("统计信号没有法定时限，不代替规则信号"),
    }  # fmt: skip
    if series is None:
        return {"why": why, "cannot": _(cannot)}
    usual = max(series.expected_count, 0.1)
    why["records"] = _("最近{days}个上学日{count}人，平时约{usual}人，碰巧这么多的机会约{chance}").format(
        days=series.span, count=row.latest_count, usual=f"{usual:.1f}", chance=_chance(series.p_value)
    )
    days = [
        {
            "words": day_words(day), "count": count, "usual": f"{expected:.1f}",
            "upper": None if upper is None else int(upper), "is_above": is_above(count, upper),
            "is_inside": number >= len(series.days) - series.span,
            "reported": f"{reported / enrolled:.0%}" if reported < enrolled else "",
        }
        for number, (day, count, expected, upper, reported, enrolled) in enumerate(_days(series))
    ]  # fmt: skip
    return {
        "why": why, "cannot": _(cannot), "days": days[::-1], "chart": _chart(series), "parts": _parts(series),
    }  # fmt: skip


def is_above(count: int | None, upper: float | None) -> bool:
    """Tell whether a day lies beyond the usual band."""
    return count is not None and upper is not None and count > upper


def _days(series: Series) -> list[tuple]:
    columns = (series.days, series.counts, series.expected, series.upper, series.reported, series.enrolled)
    return list(zip(*columns, strict=True))


def _chance(p_value: float) -> str:
    return "<0.0001" if p_value < 0.0001 else f"{p_value:.4f}"


def _parts(series: Series) -> list[dict[str, Any]]:
    """Name the units one level down with their count, most excess first."""
    lines = orgs.list_lines([int(unit) for unit, _count, _mean in series.parts])
    names = {one.id: one.name if one.level in AREA_COLUMNS else one.short_name for one in lines.values()}
    return [
        {"name": names[int(unit)], "count": int(count), "usual": f"{mean:.1f}"}
        for unit, count, mean in series.parts
        if int(unit) in names
    ]


def _chart(series: Series) -> dict[str, Any]:
    """Lay out bars, the line of what is usual and the band over it in a box of WIDTH x HEIGHT; nothing moves."""
    rows = _days(series)
    top = max([1.0, *(one[1] or 0 for one in rows), *(one[3] or 0 for one in rows)])
    step = WIDTH / max(len(rows), 1)

    def y(value: float) -> float:
        return round(HEIGHT - value / top * (HEIGHT - 8), 1)

    middles = [round(step * (number + 0.5), 1) for number in range(len(rows))]
    upper = [f"{x},{y(one[3] or 0)}" for x, one in zip(middles, rows, strict=True)]
    return {
        "width": WIDTH, "height": HEIGHT, "bar": round(step * 0.6, 1),
        "bars": [
            {"x": round(step * (number + 0.2), 1), "y": y(one[1]), "height": round(HEIGHT - y(one[1]), 1),
             "is_inside": number >= len(rows) - series.span}
            for number, one in enumerate(rows)
            if one[1]
        ],
        "band": " ".join([f"{middles[0]},{HEIGHT}", *upper, f"{middles[-1]},{HEIGHT}"]) if rows else "",
        "usual": " ".join(f"{x},{y(one[2])}" for x, one in zip(middles, rows, strict=True)),
    }  # fmt: skip
