"""The one place where the machine's time is read; everything below is given `now`."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset_source: Callable[[], dt.timedelta] = dt.timedelta


def use_offset(source: Callable[[], dt.timedelta]) -> None:
    """Shift `now` by what `source` answers; only the demo registers one (its day starts at 08:00)."""
    global _offset_source
    _offset_source = source


def is_shifted() -> bool:
    """Tell whether the demo's clock is in use, so that pages can say so."""
    return _offset_source is not dt.timedelta


def machine_now() -> dt.datetime:
    """Read the machine's clock, for sessions, tokens and logs."""
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """Read the time at the edge of the system (view, job, command) as an aware datetime in Shanghai."""
    return (machine_now() + _offset_source()).astimezone(SHANGHAI)


def school_date(moment: dt.datetime) -> dt.date:
    """Give the date on the wall of a school at that moment."""
    return moment.astimezone(SHANGHAI).date()


def today() -> dt.date:
    """Read the school date at the edge of the system."""
    return school_date(now())


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Give the moment at which a school clock shows `time` on `day`."""
    return dt.datetime.combine(day, time, SHANGHAI)


def typed_at(device_at: dt.datetime | None, *, sent_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Say when something was typed, by our clock: a phone's clock may be wrong, its differences are not.

    sent_at: the phone's clock at sending. returns: never later than `now`; `now` where the clock was set back between.
    """
    if device_at is None:
        return None
    ago = (sent_at or now) - device_at
    return now - max(ago, dt.timedelta(0))
