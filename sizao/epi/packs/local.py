"""A pack of a unit's own, read as strictly as those that ship; it may bring the texts that it cites."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sizao.epi import packs
from sizao.epi.packs.fields import Fields
from sizao.epi.packs.nodes import PackRefused, Problem, Reader, Value, read_yaml
from sizao.epi.packs.reading import Pack, _overlaps, _pack
from sizao.epi.thresholds.rules import Confidence


@dataclass(frozen=True, slots=True)
class LocalPack:
    """A pack as read, with the sources it brings along by their keys."""

    pack: Pack
    sources: Mapping[str, "packs.Source"]


def read_local(text: str, *, file: str, shipped: Iterable[str]) -> LocalPack:
    """Read a pack from its text: the vocabulary of the packs that ship, and `sources` on top as in sources.yaml.

    file: the name that refusals give. shipped: ids of the rules that ship, which it may name and not redefine.
    raises: PackRefused with every problem found.
    """
    reader, known_rules = Reader(file), frozenset(shipped)
    value = _read(text, reader)
    if value is None:
        raise PackRefused(reader.problems)
    own = _sources(value, reader)
    rest = Value(value.line, {name: one for name, one in value.fields.items() if name != "sources"})
    pack = _pack(rest, reader, frozenset(own) | frozenset(packs.sources()))
    problems = reader.problems + _overlaps([pack]) + _refused(pack, known_rules)
    if problems:
        raise PackRefused(sorted(problems))
    return LocalPack(pack, own)


def _read(text: str, reader: Reader) -> Value | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.yaml"
        path.write_text(text, "utf-8")
        return read_yaml(path, reader)


def _sources(value: Value, reader: Reader) -> dict[str, "packs.Source"]:
    found: dict[str, packs.Source] = {}
    listed = value.fields["sources"].items if "sources" in value.fields else []
    for one in listed:
        fields = Fields(one, reader, "source")
        source = packs.Source(
            fields.text("key", is_required=True), fields.text("title", is_required=True),
            fields.text("number", is_required=True), fields.text("issuer", is_required=True), fields.number("year"),
            fields.text("state"),
        )  # fmt: skip
        fields.close()
        if source.key in packs.sources():
            fields.refuse(f"source {source.key} ships already", "key")
        found[source.key] = source
    return found


def _refused(pack: Pack, shipped: frozenset[str]) -> list[Problem]:
    """List what a pack of one's own may not do: redefine what ships, name what nobody holds, guess."""
    own = {rule.id for rule in pack.rules}
    found = []
    for rule, line in zip(pack.rules, pack.lines, strict=True):
        named = [*rule.conflicts, *((rule.condition.taken_over_by,) if rule.condition else ())]
        found += [
            Problem(pack.file, line, f"{rule.id}: names rule {other}, which no pack holds")
            for other in named
            if other and other not in own | shipped
        ]
        if rule.id in shipped:
            found.append(Problem(pack.file, line, f"{rule.id}: this rule ships; tighten it or use another id"))
        if rule.confidence is Confidence.UNVERIFIED:
            found.append(Problem(pack.file, line, f"{rule.id}: a rule of one's own needs a text that was read"))
    return found
