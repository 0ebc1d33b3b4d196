"""`sizao retention plan|run`: count what is past its time, or delete it."""

import argparse
import datetime as dt
import os


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("retention", help="保存期限")
    parser.add_argument("what", choices=["plan", "run"])
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Say what would be deleted, or delete it and say what was."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Jobs see all schools.
    os.environ.setdefault("SIZAO_DB_ROLE", "worker")
    import django

    django.setup()
    from sizao.core import clock
    from sizao.core.actor import Actor
    from sizao.oversee.retention import services

    now = clock.now()
    is_plan = arguments.what == "plan"
    who = {"actor": Actor.system("retention"), "now": now}
    if is_plan:
        lines = services.count_due(**who, day=clock.school_date(now))
    else:
        lines = [services.clear_table(**who, model=model) for model in services.begin_run(**who)]
        services.count_due(**who, day=clock.school_date(now) + dt.timedelta(days=1))
    for one in lines:
        dropped = f"，分区{len(one.partitions)}个" if one.partitions else ""
        verb = "将删除" if is_plan else "已删除"
        print(f"{one.table}：{one.before}以前，{verb}{one.rows}行{dropped}，保留{one.held}行")
    return 0
