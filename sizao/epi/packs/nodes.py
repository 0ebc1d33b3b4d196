"""YAML with its line numbers: values that know where they stand, so that a refusal can say where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sizao.epi.errors import EpiError

Line = int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file."""

    file: str
    line: Line
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PackRefused(EpiError):
    """Files that are not taken; every problem with file, line and reason. What was in force stays in force."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class Reader:
    """Collects problems of one file while values are taken out of it."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: Line, reason: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(self.file, line, reason))


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, a list of values or a mapping of values, and its line."""

    line: Line
    content: object

    @property
    def fields(self) -> Mapping[str, "Value"]:
        """The mapping, empty when it is none."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> list["Value"]:
        """The list, empty when it is none."""
        return self.content if isinstance(self.content, list) else []

    def plain(self) -> object:
        """Give it without lines."""
        if isinstance(self.content, dict):
            return {name: one.plain() for name, one in self.content.items()}
        if isinstance(self.content, list):
            return [one.plain() for one in self.content]
        return self.content


def read_yaml(path: Path, reader: Reader) -> Value | None:
    """Read a file; None, with a problem noted, when it is no YAML, holds a key twice, or is no mapping."""
    try:
        loader = yaml.SafeLoader(path.read_text("utf-8"))
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            reader.refuse(1, "the file is no mapping")
            return None
        return _value(loader, node, reader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        reader.refuse(mark.line + 1 if mark else 1, f"no YAML: {error.problem}")
        return None
    except UnicodeDecodeError:
        reader.refuse(1, "not UTF-8")
        return None


def _value(loader: yaml.SafeLoader, node: yaml.Node, reader: Reader) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Value] = {}
        for key, value in node.value:
            name = str(loader.construct_object(key, deep=True))
            if name in content:
                reader.refuse(key.start_mark.line + 1, f"{name} stands twice")
            content[name] = _value(loader, value, reader)
        return Value(line, content)
    if isinstance(node, yaml.SequenceNode):
        return Value(line, [_value(loader, one, reader) for one in node.value])
    return Value(line, loader.construct_object(node, deep=True))


def yaml_files(folder: Path) -> Iterator[Path]:
    """Walk the files of a folder in a fixed order."""
    yield from sorted(folder.rglob("*.yaml"))
