"""What screening announces to later steps."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuestionsRaised:
    """Guardians or gates said something about persons of a group: `question_ids` wait for the group's answer."""

    school_id: int
    group_id: int
    day: dt.date
    question_ids: tuple[uuid.UUID, ...]
