"""The API of the checks: send reports (`submitting`, `bulk`), read them (`reading`), assess and waive (`acting`)."""

from sizao.detect.checks.api import acting, bulk, reading, submitting
from sizao.detect.checks.api.routing import router

__all__ = ["acting", "bulk", "reading", "router", "submitting"]
