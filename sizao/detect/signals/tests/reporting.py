"""Give the signals of a test."""

from sizao.detect.signals.models import Signal


def signals() -> list[Signal]:
    """Give all signals, first fired first."""
    return list(Signal.objects.whole_tree(reason="test").order_by("detected_at", "rule"))
