"""Keep the English catalogue: collect the texts of the code, keep their translations, compile them.

Usage: python -m tools.messages [--check]
"""

import argparse
import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools import message_sources, offline
from tools.message_sources import CHINESE, Found, Message

FOLDER = Path("sizao/locale/en/LC_MESSAGES")
HEAD = "# English. `make messages` writes this file and keeps its translations."
PERCENT = re.compile(r"%\((\w+)\)[sd]")
# A translation may hold these Chinese words: cells of a roster are filled in with them.
KEPT = re.compile(r"男|女|是|否|三年级|初一|高一|2024级|放假|上班|姓名|班级")


class English(Catalog):
    """A catalogue whose head says only what a reader of catalogues needs: no dates, no names."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "en"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Take no notice of the head of a file that is read."""


Translations = dict[Message, tuple[str, ...]]


def read(path: Path) -> Translations:
    """Read a catalogue's translations: one text, or singular and plural; what is marked fuzzy counts as none."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale="en")
    return {_message_of(one): _texts_of(one) for one in catalog if one.id}


def _message_of(one) -> Message:
    text, plural = one.id if one.pluralizable else (one.id, "")
    return Message(text, one.context or "", plural)


def _texts_of(one) -> tuple[str, ...]:
    if one.fuzzy:
        return ("",)
    return tuple(one.string) if isinstance(one.string, tuple | list) else (one.string or "",)


def catalog_of(found: Found, translations: Translations) -> Catalog:
    """Make the catalogue of the messages found, with the translations there are."""
    catalog = English(locale="en", header_comment=HEAD, fuzzy=False)
    for message, files in sorted(found.items()):
        texts = translations.get(message, ("",))
        catalog.add(
            (message.text, message.plural) if message.plural else message.text,
            (texts if len(texts) == 2 else ("", "")) if message.plural else texts[0],
            locations=[(name, 0) for name in sorted(files)],
            context=message.context or None,
        )
    return catalog


def written(catalog: Catalog) -> bytes:
    """Write a catalogue as the text of a .po file."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, sort_output=True, include_lineno=False)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Write a catalogue as a .mo file."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def problems(root: Path) -> list[str]:
    """List what is wrong with the catalogue of a tree: texts it lacks or has too many, bad translations, stale .mo."""
    found, findings = message_sources.collect(root)
    translations = read(root / FOLDER / "django.po")
    findings += [f"not in the catalogue: {one.text}" for one in sorted(found.keys() - translations.keys())]
    findings += [f"no longer used: {one.text}" for one in sorted(translations.keys() - found.keys())]
    for message, texts in translations.items():
        findings += [f"{why}: {message.text}" for why in _faults(message, texts)]
    made = compiled(catalog_of({one: set() for one in translations}, translations))
    compiled_file = root / FOLDER / "django.mo"
    if not compiled_file.exists() or compiled_file.read_bytes() != made:
        findings.append(f"{FOLDER.as_posix()}/django.mo is not what django.po says")
    return findings


def _faults(message: Message, texts: tuple[str, ...]) -> list[str]:
    if not all(text.strip(" ") for text in texts) or (message.plural and len(texts) != 2):
        return ["not translated"]
    found = []
    for source, text in zip((message.text, message.plural), texts, strict=False):
        if places(source) != places(text):
            found.append(f"placeholders differ in “{text}”")
        if CHINESE.search(KEPT.sub("", text)):
            found.append(f"Chinese in “{text}”")
        if source.endswith("\n") != text.endswith("\n"):
            found.append("line ends differ")
    return found


def places(text: str) -> set[str]:
    """Give the {parts} and %(parts)s of a text."""
    named = {f"%({name})s" for name in PERCENT.findall(text)}
    try:
        return named | {f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return named


def main(arguments: list[str]) -> int:
    """Write the catalogue, or with `--check` compare it with the code.

    returns: exit code, 1 when something is missing or wrong.
    """
    parser = argparse.ArgumentParser(description="Keep the English catalogue.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the catalogue is not complete")
    if not parser.parse_args(arguments).check:
        update(offline.ROOT)
    left = problems(offline.ROOT)
    sys.stdout.write("".join(f"{line}\n" for line in left))
    return 1 if left else 0


def update(root: Path) -> None:
    """Write the catalogue and compile it; translations of texts that are no longer used are dropped."""
    found, _ = message_sources.collect(root)
    path = root / FOLDER / "django.po"
    catalog = catalog_of(found, read(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
