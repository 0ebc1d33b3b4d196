"""All writes of journeys: collections, answers, areas at risk with their follow-ups, taking a school's list out."""

from sizao.detect.journeys.models import Collection
from sizao.detect.journeys.rules import NewAnswer, NewCollection, NewStay, NewTrip
from sizao.detect.journeys.rules.risks import NewRisk
from sizao.detect.journeys.services.answering import (
    AnswerMissing,
    TooManyParts,
    add_stay,
    add_trip,
    drop_part,
    give_answer,
    say_local,
)
from sizao.detect.journeys.services.collecting import AlreadyAsked, adopt_answers, open_collection, withdraw_collection
from sizao.detect.journeys.services.exporting import export_answers
from sizao.detect.journeys.services.following import (
    TASK,
    Shown,
    decide,
    open_follow_ups,
    show_touched,
    take_back_follow_ups,
)
from sizao.detect.journeys.services.risks import end_risk, list_risk, withdraw_risk

__all__ = [
    "TASK", "AlreadyAsked", "AnswerMissing", "Collection", "NewAnswer", "NewCollection", "NewRisk", "NewStay",
    "NewTrip", "Shown", "TooManyParts", "add_stay", "add_trip", "adopt_answers", "decide", "drop_part",
    "end_risk", "export_answers", "give_answer", "list_risk", "open_collection", "open_follow_ups",
    "say_local", "show_touched", "take_back_follow_ups", "withdraw_collection", "withdraw_risk",
]  # fmt: skip
