"""`sizao worker`: run the timetable."""

import argparse
import gc
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
    from sizao.jobs import worker

    # What stands now stays: the collector need not walk through it with every list of facts.
    gc.collect()
    gc.freeze()
    worker.run_forever()
    return 0
