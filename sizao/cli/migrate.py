"""`sizao migrate`: bring the database to this version's structure and make the partitions of the coming months."""

import argparse
import os
import sys

from sizao.cli import demo

MONTHS_AHEAD_DAYS = 100
DAYS_BACK = 70


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("migrate", help="更新数据库结构和分区")
    parser.add_argument("--demo", metavar="SCALE", help="空库时装入演示数据")
    parser.add_argument("--logins", action="store_true", help="列出演示账号")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Migrate as owner, collect static files, make partitions, load the demo into an empty database, list logins."""
    os.environ["SIZAO_DB_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from sizao.core import statics

    # The checks load every page; CI runs them.
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    statics.collect()
    _make_partitions()
    if arguments.demo or arguments.logins:
        _leave_owner()
    if arguments.demo:
        from sizao.demo import load

        load.load_if_empty(arguments.demo, say=lambda text: print(text, file=sys.stderr, flush=True))
    if arguments.logins:
        demo.print_logins()
    return 0


def _make_partitions() -> None:
    import datetime as dt

    from django.conf import settings

    from sizao.core import clock, partitions

    today = clock.today()
    with partitions.owner_connection() as owner:
        partitions.ensure_partitions(
            owner, first=today - dt.timedelta(days=DAYS_BACK), latest=today + dt.timedelta(days=MONTHS_AHEAD_DAYS),
            app_role=settings.SIZAO_APP_ROLE,
        )  # fmt: skip


def _leave_owner() -> None:
    """Go on as the machine: it has the application's rights on structure, and makes numbers of all schools."""
    from django.conf import settings
    from django.db import connection

    from sizao.core import database

    connection.close()
    parts = database.django_settings(settings.DATABASE_URLS.worker)
    connection.settings_dict.update(USER=parts["USER"], PASSWORD=parts["PASSWORD"])
