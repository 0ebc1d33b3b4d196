"""Read a PDF without the program that wrote it: the text of its pages, by the fonts' own tables of signs."""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/(\w+) [\d.]+ Tf")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(content: bytes) -> list[str]:
    """Give the text of each page, without spaces: where a line breaks is the layout's affair."""
    assert content.startswith(b"%PDF-")
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [re.sub(r"\s", "", _text(objects, body)) for body in pages]


def text_of(content: bytes) -> str:
    """Give the text of all pages, without spaces."""
    return "".join(pages_of(content))


def _text(objects: dict[int, bytes], page: bytes) -> str:
    fonts = {
        name: _signs(objects, int(font))
        for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", objects[_reference(page, b"Resources")])
    }
    found, signs = [], {}
    for kind, said in _said(_stream(objects[_reference(page, b"Contents")])):
        if kind == "font":
            signs = fonts[said]
        else:
            found += [signs[said[at : at + 2]] for at in range(0, len(said), 2)]
    return "".join(found)


def _said(program: bytes) -> Iterator[tuple[str, bytes]]:
    """Walk what a page's program says: fonts chosen and texts shown; what stands in dictionaries is about it."""
    at = 0
    while at < len(program):
        if program[at : at + 2] == b"<<":
            at = program.index(b">>", at) + 2
        elif program[at : at + 1] == b"<":
            end = program.index(b">", at)
            yield "text", bytes.fromhex(program[at + 1 : end].decode())
            at = end + 1
        elif program[at : at + 1] == b"(":
            end = _closing(program, at)
            yield "text", ESCAPED.sub(_plain, program[at + 1 : end])
            at = end + 1
        elif font := FONT.match(program, at):
            yield "font", font[1]
            at = font.end()
        else:
            at += 1


def _closing(program: bytes, at: int) -> int:
    """Find the bracket that ends a text; brackets inside are in pairs or escaped."""
    depth = 0
    while True:
        sign = program[at : at + 1]
        depth += (sign == b"(") - (sign == b")")
        if not depth:
            return at
        at += 2 if sign == b"\\" else 1


def _plain(escape: re.Match) -> bytes:
    what = escape[1]
    return bytes([int(what, 8)]) if what[:1].isdigit() else LETTERS.get(what, what)


def _signs(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    table = _stream(objects[_reference(objects[font], b"ToUnicode")])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table.partition(b"endcodespacerange")[2])
    return {bytes.fromhex(code.decode()): bytes.fromhex(sign.decode()).decode("utf-16-be") for code, sign in pairs}


def _reference(body: bytes, name: bytes) -> int:
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", body)[1])


def _stream(body: bytes) -> bytes:
    content = STREAM.search(body)[1]
    return zlib.decompress(content) if b"/FlateDecode" in body else content
