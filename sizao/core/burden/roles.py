"""What an order costs a role a day: shown before a duty, a level or a form is ordered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleBurden:
    """What a change costs one role a day: people, and seconds of all of them together before and after."""

    role: str
    people: int
    before: float
    after: float

    @property
    def each_before(self) -> int:
        """Seconds a day of one of them, on average."""
        return round(self.before / self.people)

    @property
    def each_after(self) -> int:
        """Seconds a day of one of them with the change, on average."""
        return round(self.after / self.people)

    @property
    def added_hours(self) -> float:
        """Hours a day that all of them together spend more."""
        return (self.after - self.before) / 3600
