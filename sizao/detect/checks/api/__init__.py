"""The API of the checks: send reports (`submitting`), read them (`reading`), assess and waive (`acting`)."""

from sizao.detect.checks.api import acting, reading, submitting
from sizao.detect.checks.api.routing import router

__all__ = ["acting", "reading", "router", "submitting"]
