"""What journeys announce."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CollectionOpened:
    """A unit asks where people stay; `school_id` is the unit's key."""

    school_id: int
    collection_id: int


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """Somebody of a school goes or went somewhere, or no longer does."""

    school_id: int


@dataclass(frozen=True, slots=True)
class RiskChanged:
    """An area at risk was listed, ended or taken back by the unit whose key is `school_id`."""

    school_id: int
    risk_id: int
    is_withdrawn: bool
