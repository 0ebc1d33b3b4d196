"""Response levels (应急响应, I–IV) and what a measure bundle (措施包) asks, by kind of school."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sizao.core.choices import Choices


class Level(Choices):
    """A response level, the strictest first; shown with its numeral and color."""

    I = "I", "I级"  # noqa: E741
    II = "II", "II级"
    III = "III", "III级"
    IV = "IV", "IV级"

    @property
    def rank(self) -> int:
        """1 for the strictest."""
        return Level.values().index(self.value) + 1


def is_weaker(level: str, upper: str) -> bool:
    """Tell whether a level asks less than another."""
    return Level(level).rank > Level(upper).rank


@dataclass(frozen=True, slots=True)
class Line:
    """What a bundle asks for one policy key, as policies keep values; empty choices of schools mean all of them.

    stages: of school; boarding: B, D; sizes: S, M, L.
    """

    key: str
    value: object
    stages: tuple[str, ...] = ()
    boarding: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()

    @property
    def is_for_all(self) -> bool:
        return not (self.stages or self.boarding or self.sizes)

    def as_json(self) -> dict[str, object]:
        """Write the line as it is kept."""
        kept: dict[str, object] = {"key": self.key, "value": self.value}
        return kept | {name: list(getattr(self, name)) for name in CHOICES if getattr(self, name)}


CHOICES = ("stages", "boarding", "sizes")


def line_from(kept: Mapping[str, Any]) -> Line:
    """Read a line as it was kept."""
    return Line(kept["key"], kept["value"], *(tuple(kept.get(name, ())) for name in CHOICES))


@dataclass(frozen=True, slots=True)
class Bundle:
    """A measure bundle: one version of what is asked under a name; `level` is what it is meant for, empty for any."""

    code: str
    version: int
    name: str
    level: str
    source: str
    lines: tuple[Line, ...] = field(default=())
    unit_id: int | None = None


def bundle_from(kept: Mapping[str, Any]) -> Bundle:
    """Read one of the bundles that come with the system, as `data/bundles.json` keeps them."""
    lines = tuple(map(line_from, kept["lines"]))
    return Bundle(kept["code"], kept["version"], kept["name"], kept["level"], kept["source"], lines)


# Names of the bundles that come with the system; where no text says what a level asks of schools they are ours.
NAMES = ("日常加强", "重点加强", "全面加强", "最严管理")
