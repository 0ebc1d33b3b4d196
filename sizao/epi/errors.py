"""What the library refuses, by name: a code for programs, a Chinese sentence for pages, an English one for users."""

from collections.abc import Callable


class EpiError(ValueError):
    """Base of every refusal of the library.

    Subclasses set `code` (stable, for programs), `message` (Chinese source text with {parameters}) and `english` (the
    same; what `str` says). said: what it says instead, where the words come with the input (a line of a rule pack).

    index: where in the input it is wrong, (day, series) counted from 0; None when it is not one place.
    """

    code = "epi"
    message = "数据不能计算。"
    english = "The input cannot be judged."

    def __init__(self, said: str = "", *, index: tuple[int, ...] | None = None, **params: object) -> None:
        self.said = said
        self.index = index
        self.params = params
        at = "" if index is None else f" (at index {', '.join(str(one) for one in index)}, counted from 0)"
        super().__init__((said or self.english.format(**params)) + at)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Say it as a sentence in the language of `translate` (gettext or the identity)."""
        return self.said or translate(self.message).format(**self.params)
