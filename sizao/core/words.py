"""How dates, weeks and deadlines are written on every page."""

import datetime as dt

from django.utils.translation import gettext as _

from sizao.core.burden.roles import RoleBurden

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_words(day: dt.date) -> str:
    """Write a date as 2026-11-23 周一."""
    return f"{day.isoformat()} {_(WEEKDAYS[day.weekday()])}"


def week_words(day: dt.date) -> str:
    """Write the week of a date as 第48周."""
    return _("第{week}周").format(week=day.isocalendar().week)


def minutes_until(due: dt.datetime, now: dt.datetime) -> int:
    """Count whole minutes until a deadline; negative when it has passed."""
    return int((due - now).total_seconds() // 60)


def percent(part: int, whole: int, *, smallest: int = 20) -> str:
    """Write a share as 91.4%（117/128）; under the smallest denominator only the fraction, without one a dash."""
    if whole <= 0:
        return "—"
    fraction = f"{part}/{whole}"
    if whole < smallest:
        return fraction
    return _("{percent}（{fraction}）").format(percent=f"{part / whole:.1%}", fraction=fraction)


def duration_words(seconds: int) -> str:
    """Write seconds as people say them: 40秒, 3分20秒, 12分钟."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("{seconds}秒").format(seconds=seconds)
    if rest and minutes < 10:
        return _("{minutes}分{seconds}秒").format(minutes=minutes, seconds=rest)
    return _("{minutes}分钟").format(minutes=round(seconds / 60))


def burden_words(found: RoleBurden, role: str) -> dict[str, str | int]:
    """Say what is ordered costs one role, as `_burden.html` shows it; `role`: its name in words."""
    return {
        "role": role, "people": found.people, "before": duration_words(found.each_before),
        "after": duration_words(found.each_after), "hours": f"{found.added_hours:,.1f}",
    }  # fmt: skip
