"""Health, readiness and the numbers for Prometheus."""

import pytest


def test_alive_without_the_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_nothing_waits(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["database"] is True


@pytest.mark.django_db
def test_metrics_count_what_was_answered(client):
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    line = next(one for one in text.splitlines() if one.startswith('sizao_requests_total{method="GET",status="200"}'))
    assert int(line.rsplit(" ", 1)[1]) >= 1
