"""Parts of the urls: a session."""

from sizao.detect.checks.rules import Session


class SessionConverter:
    """A session by its lower-case code."""

    regex = "|".join(session.value.lower() for session in Session)

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()
