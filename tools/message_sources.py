"""Collect what people see: the texts of templates and of Python code, and what stands in the way of translating them.

A text in Python is a message when it holds Chinese and is not a docstring, or when gettext is called on it: labels,
errors, notices and titles are declared as plain Chinese and translated where they are shown.
"""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import templatize

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
CALLS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LITERAL = re.compile(r"""_\(\s*(?:"[^"]*"|'[^']*')\s*\)""")
# Languages are called by their own names.
SAME_EVERYWHERE = "简体中文"
TRANSLATING = re.compile(r"(?:translate|trans|blocktranslate|blocktrans)\b")

# Chinese that is no message: a file, or `file:name` of a top-level name in it, and why.
NO_MESSAGES = {
    "sizao/cli": "the console speaks Chinese",
    "sizao/core/database": "said on the console, before Django is up",
    "sizao/epi/criteria": "every word stands in both languages beside each other",
    "sizao/epi/diseases": "the library names diseases in both languages; pages choose",
    "sizao/demo/builders.py": "invented names and places",
    "sizao/demo/cast.py": "invented names and places",
    "sizao/demo/dorms.py": "invented names and places",
    "sizao/demo/history.py": "invented reasons",
    "sizao/demo/load.py": "said on the console, as the demo is loaded",
    "sizao/demo/names.py": "invented names and places",
    "sizao/demo/plans.py": "invented names and places",
    "sizao/demo/province.py": "invented names and places",
    "sizao/demo/risks.py": "invented risk points",
    "sizao/demo/sanitation.py": "invented reasons",
    "sizao/demo/replays/boarding_1978.py": "a recorded outbreak, told in both languages",
    "sizao/demo/replays/hfmd_kindergarten.py": "a recorded outbreak, told in both languages",
    "sizao/demo/replays/norovirus_dormitory.py": "a recorded outbreak, told in both languages",
    "sizao/demo/replays/player.py": "invented names and reasons",
    "sizao/demo/replays/trip_intolerance.py": "a recorded outbreak, told in both languages",
    "sizao/demo/replays/varicella_primary.py": "a recorded outbreak, told in both languages",
    "sizao/epi/packs": "the library carries rules and words in both languages; pages choose",
    "sizao/epi/calendar.py": "the library writes weeks for analysts; pages use core.words",
    "sizao/core/changesets/blank.py": "a file that is read back by its words",
    "sizao/core/changesets/cells.py": "words recognized in cells",
    "sizao/core/changesets/headers.py": "brackets cut off headings",
    "sizao/core/changesets/sheets.py:SCHOOL_HEADERS": "headings recognized in files",
    "sizao/core/changesets/sheets.py:TITLE_ENDINGS": "headings recognized in files",
    "sizao/core/files/spreadsheets.py:DANGEROUS": "characters that begin a formula",
    "sizao/core/people/names.py:NOT_A_PERSON": "words recognized in cells",
    "sizao/core/people/names.py:NAME_DOTS": "characters recognized in names",
    "sizao/core/people/names.py:NAME_CHARACTER": "characters recognized in names",
    "sizao/core/people/spelling.py": "readings of family names",
    "sizao/detect/checks/forms.py:_temperature": "characters typed for a decimal point",
    "sizao/detect/absences/services/tracing.py:_who": "names a pupil by class and number; kept with the task",
    "sizao/detect/screening/rules/uploads.py:CHECKS": "headings recognized in files",
    "sizao/detect/screening/rules/uploads.py:WELL": "words recognized in cells",
    "sizao/detect/screening/rules/uploads.py:ZERO": "words recognized in cells",
    "sizao/detect/screening/services/filing.py:FORMULA_SIGNS": "characters that begin a formula",
    "sizao/detect/screening/services/filing.py:MORE_WORDS": "words recognized in cells",
    "sizao/detect/screening/services/filing.py:SEPARATORS": "characters recognized in cells",
    "sizao/detect/screening/views/blank.py": "a file that is read back by its words",
    "sizao/registry/orgs/rules.py:class_name": "makes the name of a unit",
    "sizao/registry/orgs/rules.py:cohort_name": "makes the name of a unit",
    "sizao/registry/places/rules/sheets.py:KIND_WORDS": "words recognized in cells",
    "sizao/registry/places/rules/sheets.py:SHEET": "headings recognized in files",
    "sizao/registry/places/views/files.py:BLANK": "a file that is read back by its words",
    "sizao/registry/places/views/files.py:NOTE": "a file that is read back by its words",
    "sizao/registry/policies/rules/importing.py:KIND_WORDS": "words recognized in cells",
    "sizao/registry/policies/rules/importing.py:TITLES": "headings recognized in files",
    "sizao/registry/policies/rules/importing.py:_day": "characters recognized in cells",
    "sizao/registry/imports/rules/cells.py": "words recognized in cells",
    "sizao/registry/imports/rules/classes.py": "patterns of class names",
    "sizao/registry/imports/rules/headers.py:SYNONYMS": "headings recognized in files",
    "sizao/registry/imports/rules/headers.py:WEAK_SYNONYMS": "headings recognized in files",
    "sizao/registry/imports/rules/headers.py:RELATION_HEADERS": "headings recognized in files",
    "sizao/registry/imports/rules/rows.py:RESIDENT_CARDS": "words recognized in cells",
    "sizao/registry/imports/services/classes.py:_plain": "brackets of class names",
    "sizao/registry/imports/views/blank.py": "a file that is read back by its words",
    "sizao/registry/imports/services/reading.py": "cells that are right, and characters of names",
}


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """One text to translate; `plural` and `context` are empty when it has none."""

    text: str
    context: str = ""
    plural: str = ""


Found = dict[Message, set[str]]


def collect(root: Path) -> tuple[Found, list[str]]:
    """Walk the package.

    returns: messages with the files that use them, and findings (`file:line: what`) that keep a text untranslated.
    """
    found: Found = {}
    findings: list[str] = []
    for path in _files(root, "*.html"):
        text = path.read_text("utf-8")
        _keep(found, _name(path, root), _of_template(text))
        findings += [f"{_name(path, root)}:{line}: {why}" for line, why in _untranslated(text)]
    for path in _files(root, "*.py"):
        name = _name(path, root)
        module = ast.parse(path.read_text("utf-8"), filename=name)
        code = _Code(module, name)
        _keep(found, name, code.messages())
        findings += [f"{name}:{line}: {why}" for line, why in code.findings()]
    return found, findings


def _files(root: Path, pattern: str) -> Iterator[Path]:
    for path in sorted((root / "sizao").rglob(pattern)):
        if not {"tests", "migrations", "static"} & set(path.parts) and not _why_not(_name(path, root)):
            yield path


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _why_not(name: str) -> str:
    """Give why a file or a top-level name of it holds no messages, "" when it may hold some."""
    return next((why for one, why in NO_MESSAGES.items() if name == one or name.startswith(f"{one}/")), "")


def _keep(found: Found, name: str, messages: Iterator[Message]) -> None:
    for message in messages:
        found.setdefault(message, set()).add(name)


def _of_template(text: str) -> Iterator[Message]:
    """Give the messages of a template; Django turns it into calls of gettext that Babel reads."""
    lines = (line.lstrip() for line in templatize(text).splitlines())
    source = io.BytesIO("\n".join(lines).encode())
    # Line, function called, its texts, comments; the declared type has another order.
    found: Iterator[Any] = extract_python(source, CALLS, [], {"encoding": "utf-8"})
    for _line, call, texts, _comments in found:
        yield _message(call, texts)


def _message(call: str, texts: str | tuple[str, ...]) -> Message:
    parts = [texts] if isinstance(texts, str) else [part for part in texts if part]
    context = parts.pop(0) if call.removesuffix("_lazy") in ("pgettext", "npgettext") else ""
    return Message(parts[0], context, parts[1] if len(parts) > 1 else "")


def _untranslated(text: str) -> Iterator[tuple[int, str]]:
    """Find Chinese that a template shows as it is."""
    inside = ""
    for token in Lexer(text).tokenize():
        if token.token_type is TokenType.BLOCK:
            word = token.contents.split(" ", 1)[0]
            if word in ("blocktranslate", "blocktrans", "comment"):
                inside = word
            elif word == f"end{inside}":
                inside = ""
        if not inside and (left := _shown(token)) and CHINESE.search(left):
            yield token.lineno or 1, f"Chinese outside of translate: {left.strip()[:40]}"


def _shown(token: Token) -> str:
    """Give what of a token is not translated."""
    if token.token_type is TokenType.COMMENT or TRANSLATING.match(token.contents):
        return ""
    text = token.contents if token.token_type is TokenType.TEXT else LITERAL.sub("", token.contents)
    return text.replace(SAME_EVERYWHERE, "")


class _Code:
    """The messages of one Python file."""

    def __init__(self, module: ast.Module, name: str) -> None:
        self.module = module
        self.nodes = list(ast.walk(module))
        # Code without Django is given `translate`.
        self.calls = {"translate": "gettext"} | {alias.asname or alias.name: alias.name for alias in self._imported()}
        self.skipped = self._docstrings() | self._excluded(name) | self._parts_of_fstrings()

    def _imported(self) -> Iterator[ast.alias]:
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                yield from (alias for alias in node.names if alias.name in CALLS)

    def _docstrings(self) -> set[int]:
        bodies = (getattr(node, "body", None) for node in self.nodes)
        return {
            id(body[0].value) for body in bodies if isinstance(body, list) and body and isinstance(body[0], ast.Expr)
        }

    def _excluded(self, name: str) -> set[int]:
        found = set()
        for statement in self.module.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            names += [statement.name] if isinstance(statement, ast.FunctionDef | ast.ClassDef) else []
            if any(_why_not(f"{name}:{one}") for one in names):
                found |= {id(node) for node in ast.walk(statement)}
        return found

    def _parts_of_fstrings(self) -> set[int]:
        """Give the fixed parts of f-strings; they are findings, not messages."""
        strings = (node for node in self.nodes if isinstance(node, ast.JoinedStr))
        return {id(part) for string in strings for part in string.values if isinstance(part, ast.Constant)}

    def _gettext(self, call: ast.Call) -> str:
        """Name the gettext function that is called, "" for any other."""
        return self.calls.get(call.func.id, "") if isinstance(call.func, ast.Name) else ""

    def messages(self) -> Iterator[Message]:
        """Give the texts that gettext is called on and the other texts that hold Chinese."""
        called: set[int] = set()
        for call in (node for node in self.nodes if isinstance(node, ast.Call)):
            texts = [arg for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if texts and (name := self._gettext(call)):
                called |= {id(one) for one in texts}
                yield _message(name, tuple(str(one.value) for one in texts))
        known = called | self.skipped
        for node in (node for node in self.nodes if isinstance(node, ast.Constant) and id(node) not in known):
            if isinstance(node.value, str) and CHINESE.search(node.value.replace(SAME_EVERYWHERE, "")):
                yield Message(node.value)

    def findings(self) -> Iterator[tuple[int, str]]:
        """Give what gettext cannot find or would translate too early."""
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr) and id(node) not in self.skipped:
                fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                if CHINESE.search(fixed):
                    yield node.lineno, f"an f-string cannot be translated: {fixed}"
            elif isinstance(node, ast.Call) and self._gettext(node) and isinstance(node.args[0], ast.JoinedStr):
                yield node.lineno, "gettext of an f-string finds nothing"
        yield from self._at_import(self.module, is_called=False)

    def _at_import(self, node: ast.AST, *, is_called: bool) -> Iterator[tuple[int, str]]:
        """Find texts translated when the module is loaded, in whatever language that was."""
        if not is_called and isinstance(node, ast.Call) and self._gettext(node) in AT_ONCE:
            yield node.lineno, "translated at import: use gettext_lazy"
        for name, value in ast.iter_fields(node):
            later = is_called or (isinstance(node, FUNCTIONS) and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self._at_import(child, is_called=later)
