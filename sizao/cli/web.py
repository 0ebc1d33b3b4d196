"""`sizao web`: serve the pages and the API with granian."""

import argparse
import os
import sys


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    verbs.add_parser("web", help="网页服务").set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Replace this process by granian; a batch can be no larger than the waiting threads."""
    workers = os.environ.get("SIZAO_WORKERS", str(max(1, min(4, os.cpu_count() or 2))))
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", workers, "--blocking-threads", "32",
        "--backpressure", "256", "--no-ws", "--host", os.environ.get("SIZAO_HOST", "127.0.0.1"),
        "--port", os.environ.get("SIZAO_PORT", "8000"), "--log-level", "warning", "--respawn-failed-workers",
        "config.wsgi:application",
    ]  # fmt: skip
    os.execv(sys.executable, command)
    return 0
