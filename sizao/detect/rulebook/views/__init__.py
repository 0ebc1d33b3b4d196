"""Pages of the rule book."""

from sizao.detect.rulebook.views.catalog import home, rule, unit
from sizao.detect.rulebook.views.changing import act, change, decide, new

__all__ = ["act", "change", "decide", "home", "new", "rule", "unit"]
