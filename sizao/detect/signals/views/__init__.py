"""Pages of the signals."""

from sizao.detect.signals.views.deciding import act
from sizao.detect.signals.views.pages import home, signal
from sizao.detect.signals.views.worth import worth

__all__ = ["act", "home", "signal", "worth"]
