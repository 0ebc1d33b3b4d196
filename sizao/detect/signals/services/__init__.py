"""All writes of signals: judged from the line list, verified by people."""

from sizao.detect.signals.services.judging import judge_schools
from sizao.detect.signals.services.statistics import judge_statistics
from sizao.detect.signals.services.verifying import begin_verification, confirm_signal, dismiss_signal, note_report

__all__ = ["begin_verification", "confirm_signal", "dismiss_signal", "judge_schools", "judge_statistics", "note_report"]
