"""A story: a school, who fell ill on which day with what, and what the doctor said; values only."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sick:
    """One illness. class_place, pupil: places in the school, from 0; onset_day: day of the story, from 0.

    days_ill: school knows of it on so many days.
    disease, status, diagnosed_day: what the doctor writes, and when. exposed: names the shared meal or water.
    """

    class_place: int
    pupil: int
    onset_day: int
    symptoms: tuple[str, ...]
    days_ill: int = 3
    temperature: Decimal | None = None
    disease: str = ""
    status: str = ""
    diagnosed_day: int = 0
    is_excluded: bool = False
    has_shared_meal: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A recorded or made-up outbreak.

    classes: pupils of each class. days: how long it is played. source: where the numbers come from; empty when made up.
    teaches: what one is to see, in Chinese and English.
    """

    name: str
    title: str
    title_en: str
    stage: str
    classes: tuple[int, ...]
    days: int
    sick: tuple[Sick, ...]
    teaches: str
    teaches_en: str
    has_boarders: bool = False
    source: str = ""
    grades: tuple[str, ...] = field(default=())

    def begins(self, day: int) -> list[Sick]:
        """List who falls ill on a day."""
        return [one for one in self.sick if one.onset_day == day]

    def ill_on(self, day: int) -> list[Sick]:
        """List who is ill on a day."""
        return [one for one in self.sick if one.onset_day <= day < one.onset_day + one.days_ill]

    def well_on(self, day: int) -> list[Sick]:
        """List who is well again on a day for the first time."""
        return [one for one in self.sick if one.onset_day + one.days_ill == day]


def spread(
    daily: Sequence[int], classes: Sequence[int], *, seed: int, symptoms: tuple[str, ...], clustered: float = 0.0,
    **more: object,
) -> tuple[Sick, ...]:  # fmt: skip
    """Give each day's new cases to pupils who have not been ill yet.

    clustered: share of cases that fall into a class which has cases already, as contact makes them; the rest are drawn
    evenly. The same seed gives the same story.
    """
    rng = random.Random(seed)
    left = [(place, pupil) for place, size in enumerate(classes) for pupil in range(size)]
    rng.shuffle(left)
    touched: set[int] = set()
    found = []
    for day, count in enumerate(daily):
        for _ in range(min(count, len(left))):
            near = [one for one in left if one[0] in touched] if touched and rng.random() < clustered else left
            place, pupil = (near or left)[0]
            left.remove((place, pupil))
            touched.add(place)
            found.append(Sick(place, pupil, day, symptoms, **more))  # type: ignore[arg-type]
    return tuple(found)
