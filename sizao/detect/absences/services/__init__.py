"""Writes of the absences: follow what the reports say, register a cause."""

from sizao.detect.absences.services.tracing import (
    TRACE,
    Cause,
    NothingToTrace,
    UnknownCause,
    follow_absences,
    trace_cause,
)

__all__ = [
    "TRACE",
    "Cause",
    "NothingToTrace",
    "UnknownCause",
    "follow_absences",
    "trace_cause",
]
