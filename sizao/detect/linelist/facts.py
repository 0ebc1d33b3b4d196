"""What the line list announces to whoever judges it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineListChanged:
    """Records of a school were written, withdrawn or changed; `at` is the latest moment they were saved."""

    school_id: int
    at: dt.datetime
