"""What this process has answered, for its metrics."""

from collections import Counter, defaultdict

requests: Counter[tuple[str, int]] = Counter()
seconds: defaultdict[str, float] = defaultdict(float)


def count(method: str, status: int, took_seconds: float) -> None:
    """Count one answer."""
    requests[method, status] += 1
    seconds[method] += took_seconds
