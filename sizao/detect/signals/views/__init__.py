"""Pages of the signals."""

from sizao.detect.signals.views.deciding import act
from sizao.detect.signals.views.pages import home, signal

__all__ = ["act", "home", "signal"]
