"""`sizao worker`: run the timetable."""

import argparse
import os


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    verbs.add_parser("worker", help="后台任务").set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run ticks and timed jobs until told to end."""
    os.environ["SIZAO_DB_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from sizao.core import memory
    from sizao.jobs import worker

    memory.settle(has_batches=True)
    worker.run_forever()
    return 0
