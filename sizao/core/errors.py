"""The one family of errors: a code for programs, a sentence for people, a status for the edge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Translate = Callable[[str], str]


def said(text: str, params: Mapping[str, object], translate: Translate = str) -> str:
    """Write a message with its parts; a part that is itself a message (a label, a state), or a list of such, is
    translated with it.
    """
    return translate(text).format(**{name: _part(value, translate) for name, value in params.items()})


def _part(value: object, translate: Translate) -> object:
    if isinstance(value, str):
        # Gettext answers an empty text with the head of its catalogue.
        return translate(value) if value else value
    if isinstance(value, list | tuple):
        return translate("、").join(str(_part(one, translate)) for one in value)
    return value


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field of what was sent.

    row: 1-based number of the row in a list or file, None for a single form.
    """

    field: str
    reason: str
    params: dict = field(default_factory=dict)
    row: int | None = None
    value: str = ""

    def text(self, translate: Translate = str) -> str:
        """Say the reason as a sentence in the language of `translate`."""
        return said(self.reason, self.params, translate) if self.params else translate(self.reason)


class SizaoError(Exception):
    """Base of every refusal the platform makes on purpose.

    Subclasses set `code` (stable, for programs), `message` (Chinese source text with {parameters}) and `http_status`.
    """

    code = "error"
    message = "没有完成。"
    http_status = 400

    def __init__(self, *, problems: Sequence[FieldProblem] = (), **params: object) -> None:
        self.params = params
        self.problems = tuple(problems)
        super().__init__(self.text())

    def text(self, translate: Translate = str) -> str:
        """Say it as a sentence in the language of `translate` (gettext or the identity)."""
        return said(self.message, self.params, translate)


class Invalid(SizaoError):
    """What was sent cannot be accepted; `problems` names each field, row and reason."""

    code = "invalid"
    message = "有{count}处需要修改"
    http_status = 422

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(problems=problems, count=len(problems))


class NotVisible(SizaoError):
    """The thing does not exist, or lies outside the reader's jurisdiction; the two are not told apart."""

    code = "not_found"
    message = "找不到，或不在您的辖区内"
    http_status = 404


class Forbidden(SizaoError):
    """The thing is visible to the actor, but this act needs a right the actor's posts do not give."""

    code = "forbidden"
    message = "您的岗位不能做这件事：{act}"
    http_status = 403


class NotSignedIn(SizaoError):
    """No valid session or token came with the request."""

    code = "not_signed_in"
    message = "登录已失效"
    http_status = 401
