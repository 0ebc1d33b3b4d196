"""Words and markup of pages: the glossary's words, no orders, no blame, nothing inline."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.guards import tree

# 请 stands for a courtesy only; in these words it is part of the thing meant.
PLEASE = re.compile(r"请(?![假示求])(?<![申邀]请)")
NEVER = {
    "您好": "no greeting",
    "系统提示": "say what happened",
    "确定吗": "name the object and the numbers",
    "拒报": "never blame: 未报",
    "！": "no exclamation mark",
}
# Words that only a verified inspection may use.
ONLY_OF_INSPECTIONS = ("瞒报", "漏报")
# Not the glossary's word → the glossary's word.
SYNONYMS = {
    "密接": "密切接触者", "账户": "账号", "登陆": "登录", "校医生": "校医", "打卡": "上报", "晨午检表": "晨午晚检",
    "病假缺课": "因病缺勤", "新冠码": "", "年段": "年级", "疫情爆发": "暴发", "爆发": "暴发", "疫苗本": "预防接种证",
    "班导": "班主任", "填报率": "报告率", "上报率": "报告率",
}  # fmt: skip
DULL_BUTTONS = {"提交", "确定", "确认", "OK", "Ok", "ok", "Submit"}

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
BUTTON = re.compile(r"<button\b[^>]*>(.*?)</button>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
TRANSLATED = re.compile(r"""\{%\s*(?:translate|trans)\s+["'](.*?)["'][^%]*%\}""")
LATIN_EXCLAMATION = re.compile(r"[㐀-鿿]\s*!|!\s*[㐀-鿿]")

INLINE = {
    re.compile(r"<[^>%]*\sstyle\s*=", re.IGNORECASE): "inline style",
    re.compile(r"<style\b", re.IGNORECASE): "inline style",
    re.compile(r"<script(?![^>]*\bsrc\s*=)[^>]*>", re.IGNORECASE): "inline script",
    re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE): "inline handler",
    re.compile(r"\bhx-on[:\w-]*\s*=", re.IGNORECASE): "hx-on is inline code",
    re.compile(r"""\bhx-(?:vals|headers)\s*=\s*["']\s*js(?:cript)?:""", re.IGNORECASE): "js: is inline code",
    re.compile(r"javascript:", re.IGNORECASE): "javascript: is inline code",
    re.compile(r"""\bhx-trigger\s*=\s*["'][^"']*\["""): "a trigger filter is inline code",
    re.compile(r"""\b(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE): "nothing is loaded from elsewhere",
}  # fmt: skip


def forbidden_words(root: Path) -> list[str]:
    """List words in templates that the interface does not use."""
    found = []
    for path in tree.templates(root):
        text = COMMENT.sub(_blanked, path.read_text("utf-8"))
        found += [tree.finding(path, root, _line(text, at), why) for at, why in _problems(text, path, root)]
        found += [
            tree.finding(path, root, _line(text, match.start()), f"button “{words}”: use the real verb")
            for match in BUTTON.finditer(text)
            if (words := _words(match.group(1))) in DULL_BUTTONS
        ]
    return found


def forbidden_words_in_messages(root: Path) -> list[str]:
    """List words in the texts of the modules' Python files that the interface does not use."""
    return [
        tree.finding(path, root, line, why)
        for path in tree.module_files(root)
        for line, text in tree.texts(tree.parsed(path))
        for _, why in _problems(text, path, root)
    ]


def _problems(text: str, path: Path, root: Path) -> Iterator[tuple[int, str]]:
    for match in PLEASE.finditer(text):
        yield match.start(), "请: say what to do, without asking"
    for word, why in NEVER.items():
        yield from ((at, f"{word}: {why}") for at in _all(word, text))
    for word, better in SYNONYMS.items():
        yield from ((at, f"{word} is not in the glossary: {better}") for at in _all(word, text))
    for match in LATIN_EXCLAMATION.finditer(text):
        yield match.start(), "no exclamation mark"
    module = tree.module_of(path, root)
    if module is None or module[1] != "inspections":
        for word in ONLY_OF_INSPECTIONS:
            yield from ((at, f"{word}: only as the outcome of a verified inspection") for at in _all(word, text))


def inline_code(root: Path) -> list[str]:
    """List styles, scripts and handlers written into templates: the content security policy refuses them."""
    found = []
    for path in tree.templates(root):
        text = COMMENT.sub(_blanked, path.read_text("utf-8"))
        found += [
            tree.finding(path, root, _line(text, match.start()), what)
            for pattern, what in INLINE.items()
            for match in pattern.finditer(text)
        ]
    return found


def _all(word: str, text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(re.escape(word), text))


def _words(markup: str) -> str:
    return TAG.sub("", TRANSLATED.sub(r"\1", markup)).strip()


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _blanked(match: re.Match) -> str:
    """Keep the line numbers when a comment is taken out."""
    return "\n" * match.group().count("\n")
