"""Parts of the urls: a date, a session."""

import datetime as dt

from sizao.detect.checks.rules import Session


class DayConverter:
    """A school date, 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


class SessionConverter:
    """A session by its lower-case code."""

    regex = "|".join(session.value.lower() for session in Session)

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()
