"""Is it alive, is it ready, and its numbers for Prometheus."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sizao.core import clock, counting, http

STARTED = time.time()


class CountingMiddleware:
    """Count this process's answers by method and status, and the seconds they took."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        counting.count(request.method, response.status_code, time.perf_counter() - began)
        return response


@http.public
@http.own_transaction
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@http.public
@http.own_transaction
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether reports can be taken: the database answers, migrations are in, facts and deltas flow."""
    try:
        found = _backlog()
    except Exception:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    late = found["oldest_fact_seconds"] > 60
    return JsonResponse({"status": "late" if late else "ok", "database": True, **found}, status=503 if late else 200)


def _backlog() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM core_outbox WHERE delivered_at IS NULL),"
            " (SELECT min(next_try_at) FROM core_outbox WHERE delivered_at IS NULL),"
            " (SELECT count(*) FROM checks_delta)"
        )
        facts, oldest, deltas = cursor.fetchone()
    age = max((clock.now() - oldest).total_seconds(), 0) if isinstance(oldest, dt.datetime) else 0
    return {"facts": facts, "oldest_fact_seconds": round(age, 1), "deltas": deltas}


@http.public
@http.own_transaction
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give this process's counters and the backlog in Prometheus text form."""
    lines = ["# TYPE sizao_requests_total counter"]
    lines += [
        f'sizao_requests_total{{method="{method}",status="{status}"}} {count}'
        for (method, status), count in sorted(counting.requests.items())
    ]
    lines.append("# TYPE sizao_request_seconds_total counter")
    lines += [
        f'sizao_request_seconds_total{{method="{name}"}} {total:.3f}'
        for name, total in sorted(counting.seconds.items())
    ]
    lines.append("# TYPE sizao_up_seconds gauge")
    lines.append(f"sizao_up_seconds {time.time() - STARTED:.0f}")
    try:
        found = _backlog()
    except Exception:
        found = {}
    for name, value in found.items():
        lines += [f"# TYPE sizao_{name} gauge", f"sizao_{name} {value}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
