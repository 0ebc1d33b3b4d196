"""Case definitions (病例定义) composed of findings: each part can be judged, explained and read aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sizao.epi.criteria.symptoms import GROUPS, SYMPTOMS, TESTS, groups_of
from sizao.epi.errors import EpiError

Language = Literal["zh", "en"]


class BadCriterion(EpiError):
    """A criterion that cannot be judged: an unknown code, no parts, or more wanted than there are parts."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of a patient. groups: syndrome groups, for records that hold no single symptoms.

    is_linked: stands in contact with a case, or shares exposure with one (流行病学关联).
    """

    symptoms: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    temperature_celsius: float | None = None
    tests: frozenset[str] = frozenset()
    is_linked: bool = False

    @property
    def every_group(self) -> frozenset[str]:
        """The groups recorded and those of the symptoms."""
        return self.groups | groups_of(self.symptoms)


class Criterion(Protocol):
    """Part of a definition."""

    def holds(self, findings: Findings) -> bool:
        """Tell whether it is met."""
        ...

    def say(self, language: Language = "zh") -> str:
        """Put it into words."""
        ...

    def met_parts(self, findings: Findings) -> tuple["Criterion", ...]:
        """Give the single findings in it that are met."""
        ...


class _Single:
    __slots__ = ()

    def holds(self, findings: Findings) -> bool:
        """Tell whether it is met."""
        raise NotImplementedError

    def met_parts(self, findings: Findings) -> tuple[Criterion, ...]:
        """Give itself when it is met."""
        return (self,) if self.holds(findings) else ()  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Symptom(_Single):
    """A symptom is present."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in SYMPTOMS:
            raise BadCriterion(f"no symptom {self.code}")

    def holds(self, findings: Findings) -> bool:
        """Tell whether it was recorded."""
        return self.code in findings.symptoms

    def say(self, language: Language = "zh") -> str:
        """Name the symptom."""
        return getattr(SYMPTOMS[self.code], language)


@dataclass(frozen=True, slots=True)
class Group(_Single):
    """Any symptom of a syndrome group is present."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in GROUPS:
            raise BadCriterion(f"no group {self.code}")

    def holds(self, findings: Findings) -> bool:
        """Tell whether any was recorded."""
        return self.code in findings.every_group

    def say(self, language: Language = "zh") -> str:
        """Name the group."""
        return getattr(GROUPS[self.code], language)


@dataclass(frozen=True, slots=True)
class TemperatureAtLeast(_Single):
    """A measured temperature; the code for fever alone is not enough."""

    celsius: float

    def holds(self, findings: Findings) -> bool:
        """Tell whether it was reached."""
        return findings.temperature_celsius is not None and findings.temperature_celsius >= self.celsius

    def say(self, language: Language = "zh") -> str:
        """Name the temperature."""
        return f"体温{self.celsius}℃及以上" if language == "zh" else f"a temperature of {self.celsius} °C or more"


@dataclass(frozen=True, slots=True)
class Test(_Single):
    """A test is positive."""

    __test__ = False
    code: str

    def __post_init__(self) -> None:
        if self.code not in TESTS:
            raise BadCriterion(f"no test {self.code}")

    def holds(self, findings: Findings) -> bool:
        """Tell whether the result is in."""
        return self.code in findings.tests

    def say(self, language: Language = "zh") -> str:
        """Name the result."""
        return getattr(TESTS[self.code], language)


@dataclass(frozen=True, slots=True)
class Linked(_Single):
    """Stands in contact with a case or shares an exposure."""

    def holds(self, findings: Findings) -> bool:
        """Tell whether a link is known."""
        return findings.is_linked

    def say(self, language: Language = "zh") -> str:
        """Name the link."""
        return "与病例有流行病学关联" if language == "zh" else "an epidemiological link to a case"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of parts is met."""

    number: int
    parts: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.number <= len(self.parts):
            raise BadCriterion(f"{self.number} of {len(self.parts)} parts")

    def holds(self, findings: Findings) -> bool:
        """Tell whether enough parts are met."""
        return sum(part.holds(findings) for part in self.parts) >= self.number

    def met_parts(self, findings: Findings) -> tuple[Criterion, ...]:
        """Give the single findings that are met."""
        return tuple(one for part in self.parts for one in part.met_parts(findings))

    def say(self, language: Language = "zh") -> str:
        """Join the parts: all, any, or so many of them."""
        words = [_nested(part, language) for part in self.parts]
        if len(words) == 1:
            return words[0]
        if self.number == len(words):
            return "，并且".join(words) if language == "zh" else ", and ".join(words)
        if self.number == 1:
            return "，或者".join(words) if language == "zh" else ", or ".join(words)
        if language == "zh":
            return f"以下{len(words)}项中至少{self.number}项：{'；'.join(words)}"
        return f"at least {self.number} of these {len(words)}: {'; '.join(words)}"


def _nested(part: Criterion, language: Language) -> str:
    words = part.say(language)
    if isinstance(part, AtLeast) and len(part.parts) > 1:
        return f"（{words}）" if language == "zh" else f"({words})"
    return words


def all_of(*parts: Criterion | str) -> Criterion:
    """Require every part; a bare string is a symptom."""
    return AtLeast(len(parts), _criteria(parts))


def any_of(*parts: Criterion | str) -> Criterion:
    """Require one part or more."""
    return AtLeast(1, _criteria(parts))


def at_least(number: int, *parts: Criterion | str) -> Criterion:
    """Require a number of parts."""
    return AtLeast(number, _criteria(parts))


def _criteria(parts: Sequence[Criterion | str]) -> tuple[Criterion, ...]:
    return tuple(Symptom(part) if isinstance(part, str) else part for part in parts)
